using System.Text;
using Grain.Functions.Audit;
using Grain.Functions.Hosting;
using Grain.Functions.Hosting.Access;
using Grain.Functions.Ledgers.Grants;
using Grain.Functions.Ledgers.Grants.Appeals;
using Grain.Functions.Ledgers.Grants.Counting;
using Grain.Functions.Ledgers.Grants.Guards;
using Grain.Functions.Ledgers.Grants.Queue;
using Grain.Functions.Ledgers.Identities;
using Grain.Functions.Ledgers.Identities.Api;
using Grain.Functions.Ledgers.Identities.Sealing;
using Grain.Functions.Spaces;
using Grain.Functions.Tests.Audit;
using Grain.Functions.Tests.Storage;
using Grain.Functions.Tests.Storage.Memory;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;
using Mine = Grain.Functions.Me.AppealsFunctions;

namespace Grain.Functions.Tests.People;

/// <summary>
/// Appeals and links are cut at each of their calls to storage, sent again, and by two at once: done once, and told once.
/// </summary>
public sealed class PeopleCutTests
{
    private const string Appeals = """{"reason":"I have been here for years."}""";
    private const string Decision = """{"accept":true,"reason":"True."}""";
    private const string Bob = """{"issuer":"https://login.example.org","subject":"bob"}""";

    private static readonly CallerSubject Ada = new("https://login.example.org", "ada");

    [Theory]
    [InlineData("fileAppeal")]
    [InlineData("decideAppeal")]
    [InlineData("linkSubject")]
    public async Task Cut_anywhere_and_sent_again_it_is_done_once_and_in_the_audit_once(string operation)
    {
        var prepared = MemoryAccount.New();
        var first = await HouseAsync(prepared);
        await first.PrepareAsync();
        if (operation == "decideAppeal") Assert.Equal(201, await first.CallAsync("fileAppeal"));
        foreach (var death in new[] { Fault.DiesBefore, Fault.DiesAfter })
            for (var cut = 1; ; cut++)
            {
                var account = MemoryAccount.CopyOf(prepared);
                var survived = true;
                try
                {
                    await (await HouseAsync(account, new FaultInjector().FailAt(cut, death))).CallAsync(operation);
                }
                catch (ProcessDiedException)
                {
                    survived = false;
                }

                var houses = new[] { await HouseAsync(account), await HouseAsync(account) };
                var statuses = await Task.WhenAll(houses.Select(house => house.CallAsync(operation)));
                Assert.All(statuses, status => Assert.InRange(status, 200, 201));
                await houses[0].Audit.SettleAsync();
                Assert.Equal(operation == "linkSubject" ? "bob" : "1 " + (operation == "fileAppeal" ? "waits 0" : "accepted 5"),
                    await houses[0].OutcomeAsync(operation));
                var acts = (await houses[0].Audit.ActsOfAsync()).Where(act => act.TrimEnd('?') == operation).ToArray();
                // Nothing tells afterwards which of two requests changed the register: the one that was cut is told as not known.
                var most = operation == "linkSubject" && !survived ? 2 : 1;
                Assert.True(acts.Length >= 1 && acts.Length <= most && acts.Count(act => act == operation) <= 1,
                    $"{death} at {cut}: {string.Join(' ', acts)}");
                if (survived) break;
                Assert.True(cut < 100);
            }
    }

    private static async Task<House> HouseAsync(string account, FaultInjector? faults = null)
    {
        var storage = await Azurite.NewServiceAsync(faults, withRetries: false, account);
        var time = TimeProvider.System;
        var vault = new PeopleVault(storage, new SpaceSecrets(), time);
        var book = new AppealBook(storage, vault, time);
        var audit = await AuditHouse.StartAsync(account, faults ?? new FaultInjector(),
            Lookup("fileAppeal", book), Lookup("decideAppeal", book));
        return new House(audit, storage, new RegisterStore(storage, time), vault, book);
    }

    private static ActLookup Lookup(string operation, AppealBook book) => new(operation, async (space, act, cancellation) =>
        act.Changes.FirstOrDefault(change => change.What == "appeal") is { After: { } id }
        && await book.FindAsync(space!, id, cancellation) is { } found && (operation == "fileAppeal" || found.Decision is not null));

    private sealed class House(AuditHouse audit, Grain.Functions.Storage.StorageService storage, RegisterStore registers, PeopleVault vault,
        AppealBook book)
    {
        private readonly GrantLedger ledger = new(storage, TimeProvider.System);

        public AuditHouse Audit => audit;

        private GrantGuard Guard => new(storage, ledger, TimeProvider.System);

        public async Task PrepareAsync()
        {
            var (space, _) = await audit.Spaces.CreateAsync(AuditHouse.Space, 1, new SpaceConfig(), default);
            await registers.ChangeAsync(space.Journal, [new SubjectLinked(SubjectKey.Of(Ada), "ada")], default);
            var grant = new Grant
            {
                GrantId = "g1",
                Contributor = "ada",
                Key = "k",
                Category = "c",
                Source = "github",
                Amount = Points.Of(5),
                GrantedAt = TimeProvider.System.GetUtcNow(),
            };
            Assert.Empty(await Guard.PassAsync(space, new GuardConfig { HoldNewcomers = true }, [grant], default));
        }

        public async Task<int> CallAsync(string operation)
        {
            var begun = await audit.BeginAsync(operation);
            var act = new Act((said, cancellation) => audit.Acts.SayAsync(begun = begun.With(said), cancellation));
            var status = await StatusAsync(operation, act);
            if (status >= 400 || act.ChangesNothing) await audit.Acts.DropAsync(begun, default);
            else await audit.Acts.DoneAsync(begun.With(act), default);
            return status;
        }

        public async Task<string> OutcomeAsync(string operation)
        {
            var space = (await audit.Spaces.FindAsync(AuditHouse.Space, fresh: true, default))!;
            if (operation == "linkSubject")
                return (await registers.ReadAsync(space.Journal, default)).PersonOf(new("https://login.example.org", "bob"))!;
            var appeals = await book.OfPersonAsync(space.Name, "ada", default);
            var total = (await ledger.ReadHeadAsync(space.Journal, "ada", default)).Totals.Total;
            return $"{appeals.Count} {(appeals[0].Decision is { Accepted: true } ? "accepted" : "waits")} {total}";
        }

        private async Task<int> StatusAsync(string operation, Act act)
        {
            var request = new DefaultHttpContext().Request;
            request.HttpContext.Features.Set(act);
            request.HttpContext.Features.Set(new Caller("somebody", [])
            {
                Space = AuditHouse.Space,
                Subject = operation == "fileAppeal" ? Ada : null,
            });
            (request.Method, request.ContentType) = ("POST", "application/json");
            request.Body = new MemoryStream(Encoding.UTF8.GetBytes(
                operation switch { "fileAppeal" => Appeals, "decideAppeal" => Decision, _ => Bob }));
            try
            {
                var space = (await audit.Spaces.FindAsync(AuditHouse.Space, fresh: true, default))!;
                if (operation == "decideAppeal")
                    request.RouteValues["id"] = (await book.OfPersonAsync(space.Name, "ada", default))[0].Id;
                if (operation == "linkSubject") request.RouteValues["id"] = "bob";
                var queue = new GrantQueue(storage);
                var held = new HeldGrants(Guard, new PassedGrants(ledger, queue, NullLogger<PassedGrants>.Instance));
                var answer = operation switch
                {
                    "fileAppeal" => await new Mine(registers, book, Guard).FileAsync(request, space, default),
                    "decideAppeal" => await new AppealsFunctions(book, Guard, held, TimeProvider.System)
                        .DecideAsync(request, space, default),
                    _ => await new SubjectsFunctions(registers, new AccountSpelling(storage, registers, vault))
                        .LinkAsync(request, space, default),
                };
                return (answer as IStatusCodeHttpResult)?.StatusCode ?? 200;
            }
            catch (ProblemException refused)
            {
                return refused.Problem.Status;
            }
        }
    }
}
