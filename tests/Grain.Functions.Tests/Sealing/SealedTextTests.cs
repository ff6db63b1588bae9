using System.Security.Cryptography;
using System.Text;
using Grain.Functions.Hosting;
using Grain.Functions.Ledgers.Identities.Sealing;
using Grain.Functions.Spaces;
using Grain.Functions.Tests.Storage;
using Grain.Functions.Tests.Storage.Memory;
using Xunit;

namespace Grain.Functions.Tests.Sealing;

/// <summary>What is sealed opens with all of its keys and with nothing less, and is the same each time.</summary>
public sealed class SealedTextTests
{
    private static readonly string[] People = [Opaque.NewPerson(), Opaque.NewPerson()];
    private static readonly byte[][] Keys = [RandomNumberGenerator.GetBytes(32), RandomNumberGenerator.GetBytes(32)];

    [Theory]
    [InlineData("")]
    [InlineData("Ada, \"Countess\" of \u26a1 <b>")]
    public void A_text_opens_with_its_keys_only(string text)
    {
        var box = SealedText.Of("a", [new(People[0], Keys[0]), new(People[1], Keys[1])], text);
        Assert.Equal(box, SealedText.Of("a", [new(People[0], Keys[0]), new(People[1], Keys[1])], text));
        Assert.Equal(People, SealedText.PeopleOf(box));
        Assert.Equal(text, SealedText.Open("a", Keys, box));
        Assert.Null(SealedText.Open("b", Keys, box));
        Assert.Null(SealedText.Open("a", [Keys[0]], box));
        Assert.Null(SealedText.Open("a", [Keys[1], Keys[0]], box));
        Assert.NotEqual(box, SealedText.Of("a", [new(People[0], Keys[0])], text));
    }

    [Fact]
    public void A_text_that_was_changed_does_not_open()
    {
        var box = SealedText.Of("a", [new(People[0], Keys[0])], "a text");
        for (var at = box.LastIndexOf('_') + 1; at < box.Length - 1; at++)
            Assert.Null(SealedText.Open("a", [Keys[0]], $"{box[..at]}{(box[at] == 'A' ? 'B' : 'A')}{box[(at + 1)..]}"));
    }

    [Fact]
    public void A_text_that_was_cut_does_not_open()
    {
        var box = SealedText.Of("a", [new(People[0], Keys[0])], "a text");
        for (var length = box.LastIndexOf('_') + 1; length < box.Length; length++)
            Assert.Null(SealedText.Open("a", [Keys[0]], box[..length]));
    }

    [Theory]
    [InlineData("s_")]
    [InlineData("s_abc_AAAA")]
    [InlineData("a text")]
    [InlineData("")]
    public void Other_texts_are_none(string text) => Assert.Null(SealedText.PeopleOf(text));

    [Fact]
    public void An_id_has_all_of_its_bits()
    {
        var bytes = new byte[16];
        var seen = new HashSet<string>(StringComparer.Ordinal) { Opaque.Text(bytes) };
        for (var bit = 0; bit < 128; bit++)
        {
            bytes.AsSpan().Clear();
            bytes[bit / 8] = (byte)(1 << (bit % 8));
            var id = Opaque.Person + Opaque.Text(bytes);
            Assert.True(Opaque.IsPerson(id) && seen.Add(id), $"bit {bit}");
        }
    }

    [Fact]
    public async Task Answers_are_opened_however_they_are_cut_into_pieces()
    {
        var vault = new PeopleVault(await Azurite.NewServiceAsync(account: MemoryAccount.New()), new SpaceSecrets(), TimeProvider.System);
        var space = Azurite.NewName("space-");
        var ada = await vault.FindOrMakeAsync(space, "forge/\"ada\"", default);
        var bob = await vault.FindOrMakeAsync(space, "bob", default);
        var title = await vault.SealAsync(space, [ada], "A title\nof two lines", default);
        await vault.EraseAsync(space, [bob], default);
        var nobody = await vault.OfNobodyAsync(space, "eve", default);
        Assert.Equal(9, PlainLine.Of(title!, 9).Length); // where nothing is opened, it is a text as others
        SealedWords.AreOpened();
        var answer = $$"""
            {"id":"{{ada}}","name":"{{bob}}","of":"{{bob}}","title":"{{title}}","line":"{{PlainLine.Of(title!, 9)}}",
             "x":"p_no","n":"{{nobody}}"}
            """;
        foreach (var size in (int[])[1, 7, 64, 10_000])
        {
            var body = new MemoryStream();
            var opening = new OpeningStream(body, () => new OpenedNames(vault, space, NameForm.Json));
            foreach (var piece in Encoding.UTF8.GetBytes(answer).Chunk(size))
            {
                await opening.WriteAsync(piece);
                await opening.FlushAsync();
            }

            await opening.EndAsync(default);
            Assert.Equal($$"""
                {"id":"forge/\"ada\"","name":"erased person","of":"{{bob}}","title":"A title\nof two lines","line":"A title…",
                 "x":"p_no","n":"eve"}
                """, Encoding.UTF8.GetString(body.ToArray()));
        }
    }
}
