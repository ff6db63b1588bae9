using Grain.Functions.Tests.Hosting;
using Xunit;

namespace Grain.Functions.Tests.Proofs;

/// <summary>
/// A test of the dashboard's own code, without a browser; where its tools are not installed it is passed over, and says so.
/// </summary>
internal sealed class PageFactAttribute : FactAttribute
{
    public PageFactAttribute() => Skip = Directory.Exists(Repository.File("dashboard/node_modules/vite")) ? null
        : "The dashboard's tools are not installed: ./grain test installs them.";
}
