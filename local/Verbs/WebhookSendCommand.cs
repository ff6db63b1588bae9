using Grain.Functions.Webhooks.Senders;
using Grain.Functions.Webhooks.Proof;
using Grain.Functions.Webhooks.Settings;
using Grain.Local.Api;

namespace Grain.Local.Verbs;

/// <summary>
/// <c>grain webhook send FILE [--space S] --source github --event issues --sign</c>: sends a payload as its sender would, and shows the
/// answer.
/// </summary>
internal static class WebhookSendCommand
{
    private const string UsualAddress = "http://127.0.0.1:7071/";

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    private static readonly Argument<string> File = new("FILE") { Description = "The payload." };
    private static readonly Option<string?> SpaceName = Ask.Space("The space to send to");
    private static readonly Option<string> Source = Ask.Or("--source", "github", "Whose address, headers and signature.");
    private static readonly Option<string> Event =
        Ask.Or("--event", "ping", "The event's name, where a header tells it: issues, push, ….");
    private static readonly Option<string?> Delivery =
        Ask.For<string>("--delivery", "The id of the delivery; by default one that the payload always gets.");
    private static readonly Option<bool> Sign =
        Ask.For<bool>("--sign", "Sign with the space's secret, read from its storage or from --secret-variable.");
    private static readonly Option<string?> SecretVariable =
        Ask.For<string>("--secret-variable", "An environment variable that holds the secret.");
    private static readonly Option<Uri?> Address = Where();

    /// <summary>The verb <c>webhook</c>.</summary>
    internal static Command Create()
    {
        var send = new Command("send", "Sends a payload as its sender would, and shows the answer.") {
            File, SpaceName, Source, Event, Delivery, Sign, SecretVariable, Address,
        };
        send.SetAction(CommandScope.Action(RunAsync));
        return new Command("webhook", "What senders delivered, and payloads to try things out.")
        {
            DeliveriesCommand.Create(), ReconcileCommand.Create(), send,
        };
    }

    private static async Task<int> RunAsync(CommandScope scope, ParseResult parsed, CancellationToken cancellation)
    {
        var name = parsed.GetValue(Source)!;
        var sender = WebhookSenders.Find(name)
            ?? throw new UsageException(
            $"there is no sender '{name}'; there are {string.Join(", ", WebhookSenders.All.Select(each => each.Name))}");
        var body = await System.IO.File.ReadAllBytesAsync(parsed.GetRequiredValue(File), cancellation);
        var address = AddressOf(parsed);
        var space = parsed.GetValue(SpaceName) ?? SpaceChoice.Usual ?? await OnlySpaceAsync(address, cancellation);
        var secret = parsed.GetValue(Sign) ? await SecretAsync(scope, sender, space, parsed.GetValue(SecretVariable), cancellation) : null;
        var delivery = parsed.GetValue(Delivery) ?? "sent-" + Convert.ToHexStringLower(SHA256.HashData(body))[..16];

        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { Timeout = Timeout };
        using var request = new HttpRequestMessage(HttpMethod.Post,
            new Uri(address.Root, $"api/spaces/{Uri.EscapeDataString(space)}/webhooks/{name}"));
        request.Content = new ByteArrayContent(body);
        foreach (var (header, value) in SignedDelivery.HeadersOf(name, parsed.GetValue(Event)!, delivery, body, secret,
            scope.Get<TimeProvider>().GetUtcNow()))
            if (!request.Headers.TryAddWithoutValidation(header, value)) request.Content.Headers.TryAddWithoutValidation(header, value);
        return await SendAsync(scope, http, request, cancellation);
    }

    private static Option<Uri?> Where()
    {
        var address = Ask.Address("--url",
            $"Where Grain serves; by default ${AppOptions.AppVariable}, or the ./grain serve that runs here, or {UsualAddress}.");
        address.Aliases.Add("--app");
        return address;
    }

    /// <summary>What other verbs ask, and else where the Functions Core Tools serve.</summary>
    private static AppAddress AddressOf(ParseResult parsed)
    {
        var (given, variable) = (parsed.GetValue(Address), AppOptions.Variable(AppOptions.AppVariable));
        var file = Repository.FindOrNull()?.AddressFile;
        return given is null && variable is null && !System.IO.File.Exists(file) ? new AppAddress(new Uri(UsualAddress), false)
            : AppAddress.Find(given, variable, file);
    }

    private static async Task<string> OnlySpaceAsync(AppAddress address, CancellationToken cancellation)
    {
        using var app = AppVerb.Open(address, null, Repository.FindOrNull());
        return SpaceChoice.Only(await AppCall.SpacesAsync(app, cancellation, activeOnly: true));
    }

    private static async Task<int> SendAsync(CommandScope scope, HttpClient http, HttpRequestMessage request,
        CancellationToken cancellation)
    {
        try
        {
            using var answer = await http.SendAsync(request, cancellation);
            await scope.Output.WriteLineAsync($"{(int)answer.StatusCode} {answer.ReasonPhrase}");
            await scope.Output.WriteLineAsync(Plain.Lines(await answer.Content.ReadAsStringAsync(cancellation)));
            return answer.IsSuccessStatusCode ? 0 : Faults.Failed;
        }
        catch (HttpRequestException fault)
        {
            throw new CommandException(
                $"{request.RequestUri!.GetLeftPart(UriPartial.Authority)} cannot be reached ({fault.Message}); is Grain serving there? "
                    + "See --url");
        }
        catch (TaskCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new CommandException(
                $"{request.RequestUri!.GetLeftPart(UriPartial.Authority)} did not answer within {Timeout.TotalSeconds:0} s");
        }
    }

    private static async Task<string> SecretAsync(CommandScope scope, WebhookSender sender, string space, string? variable,
        CancellationToken cancellation)
    {
        if (variable is not null)
            return Environment.GetEnvironmentVariable(variable) is { Length: > 0 } given ? given
                : throw new CommandException($"the environment variable {variable} is not set");
        var config = (await scope.FindSpaceAsync(space, cancellation)).Config;
        var now = scope.Get<TimeProvider>().GetUtcNow();
        return config.Webhooks.SourceOf(sender.Name).Secrets.Where(secret => secret.IsLive(now))
            .Select(secret => scope.Get<SpaceSecrets>().Resolve(secret.Text)).OfType<string>().FirstOrDefault()
            ?? throw new CommandException(
            $"the space '{space}' has no secret for {sender.Name} that is good now and can be read; give one with --secret-variable");
    }
}
