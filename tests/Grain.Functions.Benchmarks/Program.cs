using System.Diagnostics;
using Grain.Functions.Benchmarks.CredRank;
using Grain.Functions.CredRank;

var n = args.Length > 0 ? int.Parse(args[0]) : 1000000;
var g = BenchmarkGraph.Create(n);
double m = 0;
foreach (var x in g.Mints.Span) m += x;
long ck = 0;
var pc = g.Participants.Count;
for (var e = 0; e < g.Edges.Count; e++)
{
    long s = g.Edges.Sources.Span[e], t = g.Edges.Targets.Span[e];
    if (s >= pc) s -= pc;
    if (t >= pc) t -= pc;
    ck = (ck + 31 * s + t) % 1000000007;
}
Console.WriteLine($"mint {m} {ck} {Process.GetCurrentProcess().PeakWorkingSet64 >> 20}");
var th = args.Length > 1 ? int.Parse(args[1]) : 2;
for (var i = 0; i < 6; i++)
{
    GC.Collect();
    var t0 = Stopwatch.GetTimestamp();
    double L() { var t = Stopwatch.GetElapsedTime(t0).TotalMilliseconds; t0 = Stopwatch.GetTimestamp(); return t; }
    var par = new ParallelOptions { MaxDegreeOfParallelism = th };
    InputCheck.Check(g, par);
    var a = L();
    var sched = AttributionSchedule.Create(PersonalAttributions.None, g.Participants, BenchmarkGraph.Epochs);
    var (ends, active) = EdgeRows.Find(g, BenchmarkGraph.Epochs, sched, par);
    var b = L();
    var mb = new TransitionMatrixBuilder(g, ends, active, sched, new CredRankParameters(), par);
    var mat = mb.Build();
    var c = L();
    var w = new WebbingStretches(.1, .1, 52);
    var ch = ParticipantChains.Create(active, sched, mb.FindStranded(), new CredRankParameters(), w);
    var de = mb.FindDeadEnds();
    var d = L();
    var sh = new double[g.Contributions.Count];
    for (var k = 0; k < sh.Length; k++) sh[k] = g.Mints.Span[k] / m;
    var fl = new CredFlow(mat, active, ch, de, sh, .1, [.. sh, .. new double[active.Count]], par);
    var ee = L();
    var it = 0;
    while (fl.Sweep() > 1e-7) it++;
    var f = L();
    Console.WriteLine($"check {a:F1} rows {b:F1} build {c:F1} chains {d:F1} flow {ee:F1} sweeps {f:F1} /{it + 1} = {f / (it + 1):F2}");
    GC.Collect();
    t0 = Stopwatch.GetTimestamp();
    var s = CredRankSolver.Solve(g, BenchmarkGraph.Epochs, new CredRankParameters(), null, new CredRankOptions { Threshold = args.Length > 2 ? double.Parse(args[2]) : 1e-7, Threads = th });
    Console.WriteLine($"{L():F1} it {s.Iterations} {s.ConvergenceDelta} {s.Cred[0]} {s.Cred[1]} {s.Cred[2]} {Process.GetCurrentProcess().PeakWorkingSet64 >> 20}");
}
