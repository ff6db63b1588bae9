namespace Grain.Functions.Tests.Fixtures;

internal sealed partial class FixtureRecipe
{
    private void Tasks()
    {
        Task("""{"kind":"earn","nodeId":"node-7","taskId":"t-1","amount":1,"task":{"type":"compute","priority":"high","submitter":"node-3","targetPeer":"node-7","durationMs":250}}""");
        Task("""{"kind":"spend","nodeId":"node-3","taskId":"t-1","task":{"type":"analyze","priority":"low"}}""");
        Task("""{"event":"task-complete","nodeId":"node/ü 8","taskId":"t-2","from":"node-3","duration":20,"result":{"taskType":"unheard-of"}}""");
        Task("""{"event":"task-submitted","nodeId":"node-3","taskId":"t-2","to":"node/ü 8","task":{"type":"embed","priority":"critical"}}""");
        Task("""{"kind":"spend","nodeId":"poor","taskId":"t-3","amount":100.5}"""); // refused for want of credits, for ever
        Task("""{"kind":"earn","nodeId":"poor","taskId":"t-4","amount":0.33}""");
        Task("""{"kind":"earn","nodeId":"node-7","taskId":"t-1","amount":1,"task":{"type":"compute","priority":"high","submitter":"node-3","targetPeer":"node-7","durationMs":250}}""");
        Task("""{"kind":"earn","nodeId":"node-7","taskId":"t-1","amount":9}"""); // conflicts
        Task($$"""{"kind":"earn","nodeId":"node-7","taskId":"{{string.Concat(Enumerable.Repeat("long/täsk ", 20))}}","amount":2}""");
        Task("""[{"kind":"earn","nodeId":"one","taskId":"m-1"},{"kind":"earn","nodeId":"two","taskId":"m-2"},{"kind":"spend","nodeId":"three","taskId":"m-3"}]""");
    }

    /// <summary>The keys of the two devices were made once and thrown away; what they signed stays good.</summary>
    private void Replicas()
    {
        Put("credits/node-7/replicas/phone", $$"""{"publicKey":"{{PhoneKey}}"}""", status: 201);
        Put("credits/node-7/replicas/tablet", $$"""{"publicKey":"{{TabletKey}}"}""", status: 201);
        Once("merge",
            $$"""
            {"format":"grain-credits/1","space":"garden","node":"node-7","transactions":[
              {"kind":"earn","taskId":"off-1","amount":2,"task":{"type":"compute"},"replica":"phone","signature":"{{PhoneSigned}}"},
              {"kind":"spend","taskId":"off-2","amount":1.25,"replica":"tablet","signature":"{{TabletSigned}}"}]}
            """);
        Post("credits/node-7/replicas/tablet/revoke", "");
        Once("merge",
            """{"nodeId":"old","earned":{"counters":{"old":50,"other":3}},"spent":{"counters":{"old":4.5}},"transactions":[{"id":"1","type":"credit","amount":3,"nodeId":"old"},{"id":"2","type":"debit","amount":1,"nodeId":"old"}]}""");
    }

    /// <summary>Credits that move: paid to the worker, in part, before they came, never claimed, claimed twice.</summary>
    private void Escrows()
    {
        Task("""{"kind":"spend","nodeId":"s1","taskId":"e-1","amount":4}""");
        Task("""{"kind":"earn","nodeId":"w1","taskId":"e-1","amount":4}""");
        Task("""{"kind":"earn","nodeId":"w2","taskId":"e-2","amount":1}""");
        Task("""{"kind":"spend","nodeId":"s1","taskId":"e-2","amount":3}""");
        Task("""{"kind":"spend","nodeId":"s2","taskId":"e/3","amount":2}"""); // expires
        Task("""{"kind":"spend","nodeId":"s2","taskId":"e-4","amount":100}""");
        Task("""{"kind":"spend","nodeId":"s3","taskId":"e-1","amount":2}"""); // another's task: comes back
        Task("""{"kind":"earn","nodeId":"w3","taskId":"e-1","amount":4}"""); // another's claim: refused
        now = Day(30, 13, month: 10);
        Task("""{"kind":"spend","nodeId":"s1","taskId":"e-5","amount":6}"""); // not due yet
    }

    private void Task(string body) => Once("tasks", body, status: 202);

    private const string PhoneKey =
        "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEO70x7hvTFkcBCsGWK9fuRG1vbOqmnOBtBrHncpVyLb1Zn3fni6D27+B61x25td416K7MaNXA5EUdT6E6p2uGxw==";

    private const string TabletKey =
        "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE50uyoLn+rsOSKWyOPsCe65z4PMAuSyHWhT57IQ149Ie3TXPLYOVrcBYcoThkWJ2RcGNPwIOsv1Z31mSir5CAHw==";

    private const string PhoneSigned = "gvgQncxtBdChNWyXxkSc2SRBliQjVUVQRFkguV4KzJXFHIjGtzH3W4ExHtkp9gaZMHdzX9Vxr1mEZA/4wKh+sA==";

    private const string TabletSigned = "P3+HHuKqefkviP+8RrqJIbqby5fYGTnPYMmNe3Vz/XIv2DbiN39PcCvAttGRTj+yisXKqY9oXWTuxhbrmVYYTw==";
}
