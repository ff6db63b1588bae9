namespace Grain.Functions.SourceCred.Files;

/// <summary>An instance in a folder of this machine.</summary>
internal static class InstanceFolder
{
    /// <summary>What nobody wrote by hand, and no instance needs.</summary>
    private static readonly string[] Skipped = ["node_modules", "cache"];

    /// <summary>The files of a folder, those inside it too. Hidden folders, links and what SourceCred has cached are left out.</summary>
    /// <exception cref="InstanceException">There is no such folder, or there are several instances in it.</exception>
    public static InstanceFiles Open(string folder)
    {
        if (!Directory.Exists(folder)) throw new InstanceException($"there is no folder {folder}");
        var files = new Dictionary<string, Func<Stream>>(StringComparer.Ordinal);
        Add(files, new DirectoryInfo(folder), "");
        return new InstanceFiles(folder, files);
    }

    private static void Add(Dictionary<string, Func<Stream>> files, DirectoryInfo folder, string path)
    {
        foreach (var each in folder.EnumerateFileSystemInfos())
        {
            if (each.Name[0] == '.' || each.LinkTarget is not null) continue;
            if (each is FileInfo file) files[path + file.Name] = file.OpenRead;
            else if (!Skipped.Contains(each.Name)) Add(files, (DirectoryInfo)each, $"{path}{each.Name}/");
        }
    }
}
