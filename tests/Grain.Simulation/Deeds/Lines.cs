namespace Grain.Simulation.Deeds;

/// <summary>
/// What people ask for, as lines (<see cref="LineDeeds"/>), where the model says no more of it than of all that is stored.
/// </summary>
internal static class Lines
{
    /// <summary>Reads of everything.</summary>
    public static string[] Reads { get; } =
    [
        "GET /leaderboard", "GET /leaderboard?by=cred", "GET /leaderboard?by=cred&epoch=open", "GET /contributors/{p}",
        "GET /contributors?id={p}", "GET /contributors/{p}/explain", "GET /contributors/explain?id={p}",
        "GET /contributors/{p}/events?limit=3", "GET /contributors/events?id={p}", "GET /contributors/{p}/proof",
        "GET /contributors/proof?id={p}", "GET /grants?contributor={p}&limit=2", "GET /epochs", "GET /epochs/open", "GET /epochs/{epoch}",
        "GET /epochs/{epoch}/statement", "GET /epochs/{epoch}/payments?limit=1", "GET /epochs/{epoch}/config",
        "GET /epochs/{epoch}/checkpoint", "GET /epochs/{epoch}/proofs/grant?id={old:g}", "GET /epochs/{epoch}/proofs/payment?id={p}",
        "GET /epochs/{epoch}/proofs/account?id={p}", "GET /epochs/{epoch}/proofs/history?since={epoch}", "GET /cred",
        "GET /cred?by=module&last=3", "GET /cred?id={p}&top=1", "GET /cred/before", "GET /feed?limit=2", "GET /graph",
        "GET /graph/nodes?kind=contribution&limit=1", "GET /graph/edges?epoch=open", "GET /graph/around?node={p}&depth=2",
        "GET /graph/export?format=graphml", "GET /drift", "GET /grain", "GET /grain/verify", "GET /grain/accounts?id={p}",
        "GET /grain/settings", "GET /grain/holds?account={p}", "GET /grain/holds/{old:h}?from={p}",
        "GET /grain/transfers/{old:t}?from={p}", "GET /grain/transfers?id={old:t}&from={p}", "GET /grain/payouts?open=true",
        "GET /grain/payouts.csv", "GET /credits?id={p}", "GET /credits/{p}/history", "GET /credits/history?id={p}",
        "GET /credits/{p}/sufficient?amount=2", "GET /credits/sufficient?id={p}", "GET /credits/events", "GET /credits/{p}/replicas",
        "GET /credits/replicas?id={p}", "GET /credits/{p}/export", "GET /tasks/{old:k}?id={p}", "GET /tasks?task={old:k}&id={p}",
        "GET /stats", "GET /activity/stats?caller={p}", "GET /activity/buddy?caller={p}", "GET /activity/achievements?caller={p}",
        "GET /activity/streak?caller={p}", "GET /activity/heatmap?caller={p}", "GET /activity/events?caller={p}",
        "GET /activity/forecast?caller={p}", "GET /activity/people/{p}", "GET /activity/people?id={p}", "GET /badge/{p}.svg",
        "GET /badge.svg?id={p}&show=points,cred,grain", "GET /heatmap/{p}.svg", "GET /heatmap.svg?id={p}", "GET /identities",
        "GET /identities/history", "GET /identities/map", "GET /identities/{p}", "GET /identities?id={p}", "GET /identities/claims",
        "GET /proposals?state=open&limit=1", "GET /proposals/{old:p}", "GET /people/{p}/export", "GET /people/export?id={p}",
        "GET /people/{p}/remains", "GET /people/remains?id={p}", "GET /signing-keys", "GET /keys?limit=1", "GET /audit?limit=2",
        "GET /usage?days=2", "GET /config", "GET ", "GET /webhooks/deliveries => delivery deliveries.0.id",
        "GET /webhooks/deliveries/{seen:delivery}", "GET /webhooks/reconcile", "GET /quarantine", "GET /appeals?all=true", "me GET /me",
        "me GET /me/holds", "me GET /me/appeals", "GET /api/spaces?limit=2", "GET /api/directory", "GET /api/status",
        "GET /api/keys?limit=1", "GET /api/audit?limit=2", "GET /api/poison", "GET /api/poison/grants/messages/none",
        "GET /api/health/live", "GET /api/health/ready", "GET /api/nothing", "GET /", "GET /api/formats", "GET /api/sign-in",
        "GET /api/openapi.json => =",
    ];

    /// <summary>Who runs a community: keys, reviews, trying other weights, epochs, limits.</summary>
    public static string[] Steering { get; } =
    [
        """POST /proposals {"id":"{new:p}","giver":"{p}","receiver":"{q}","points":2,"reason":"{q} was good"}""",
        """POST /proposals {"id":"{new:p}","giver":"{p}","receiver":"{q}","points":3,"reason":"{p} was kind"}""",
        """steward POST /proposals/{old:p}/approve {"reviewer":"{p}"}""",
        """steward POST /proposals/{old:p}/approve {"reviewer":"{p}"}""", """steward POST /proposals/{old:p}/reject {"reviewer":"{p}"}""",
        """POST /proposals/{old:p}/withdraw {"reviewer":"{p}"}""", """POST /keys {"role":"reader"} => key key.id""",
        """PATCH /keys/{seen:key} {"label":"simulated"}""", "POST /keys/{seen:key}/rotate", "DELETE /keys/{seen:key}",
        """POST /api/keys {"label":"simulated"} => owner key.id""", """PATCH /api/keys/{seen:owner} {"label":"again"}""",
        "POST /api/keys/{seen:owner}/rotate", "DELETE /api/keys/{seen:owner}", "POST /signing-keys", "POST /recompute", "POST /epochs",
        """POST /epochs/{epoch}/whatif {"credRank":{"alpha":0.2}}""",
        """POST /whatif?people=2 {"distribution":{"budgetPerEpoch":"10"}}""", """PUT /limits {"operationsADay":0}""",
        """POST /scores/{p}/contribute {"key":"{new:s}","points":3}""", """POST /scores/contribute?id={p} {"key":"{new:s}","points":2}""",
    ];

    /// <summary>Who is who, what is hidden, what nodes and payouts need, and what people see to themselves.</summary>
    public static string[] Loose { get; } =
    [
        """PUT /identities/{p}/payout-address {"chainId":"BTC","address":"bc1q"}""",
        """PUT /identities/payout-address?id={p} {"chainId":"BTC","address":"bc1p"}""",
        """POST /identities/{p}/subjects {"issuer":"https://sim.example","subject":"{p}"}""",
        """POST /identities/subjects?id={p} {"issuer":"https://sim.example","subject":"{p}"}""",
        """POST /identities/{p}/subjects/remove {"issuer":"https://sim.example","subject":"{p}"}""",
        """POST /identities/subjects/remove?id={p} {"issuer":"https://sim.example","subject":"{q}"}""",
        """PUT /identities?id={p} {"name":"{p}","active":true}""", """PUT /activity/people/{p} {"privacy":"private"}""",
        """PUT /activity/people?id={p} {"timeZone":"Europe/Vienna","privacy":"open"}""",
        """POST /activity/people/{p}/repairs {"date":"{yesterday}"}""", """POST /activity/people/repairs?id={p} {"date":"{yesterday}"}""",
        """POST /activity {"id":"{new:f}","caller":"{p}","at":"{now}","model":"of {q}"}""",
        """POST /tasks {"kind":"earn","nodeId":"{p}","taskId":"{old:k}","amount":3}""",
        """POST /tasks {"kind":"spend","nodeId":"{p}","taskId":"{new:k}","amount":2}""", "GET /credits/export?id={p} => export",
        "POST /merge {seen:export}", """POST /credits/{p}/shutdown {"at":"{now}"}""", """POST /credits/shutdown?id={p} {"at":"{now}"}""",
        """PUT /credits/{p}/replicas/phone {"publicKey":"{ecdsa}"}""",
        """PUT /credits/replicas?id={p}&replica=phone {"publicKey":"{ecdsa}"}""", "POST /credits/{p}/replicas/phone/revoke",
        "POST /credits/replicas/revoke?id={p}&replica=phone", """POST /grain/mints {"id":"{new:m}","to":"{p}","amount":"7"}""",
        """POST /grain/transfers {"id":"{new:t}","from":"{p}","to":"{q}","amount":"1","memo":"from {p}"}""",
        """POST /grain/holds {"id":"{new:h}","from":"{p}","to":"{q}","amount":"1","expiresAt":"{later}"}""",
        """PUT /grain/accounts/frozen?id={p} {"frozen":false,"reason":"asked for"}""",
        """POST /grain/distributions {"id":"{new:d}","receipts":[{"to":"{p}","amount":"1"}]}""", "POST /grain/payouts/{old:d}/executed",
        "POST /grain/payouts/executed?id={old:d}", """PUT /grain/settings/currency {"currency":{"chainId":"BTC"}}""",
        """PUT /grain/settings/tracking {"enabled":true}""", """PUT /grain/settings/accounting {"enabled":true}""",
        """PUT /grain/settings/accounting {"enabled":false}""", """me PATCH /me {"name":"Simulated","privacy":"open"}""",
        """me POST /me/claims {"alias":"chat/{q}"} => claim code""", """me POST /me/transfers {"id":"{new:t}","to":"{q}","amount":"1"}""",
        """me POST /me/holds {"id":"{new:h}","amount":"0.5","expiresAt":"{later}"}""",
        """me POST /me/holds/{old:h}/commit {"to":"{q}","amount":"0.25"}""", "me POST /me/holds/{old:h}/void",
        """me POST /me/appeals {"reason":"It was my work."} => appeal id""",
        """POST /appeals/{seen:appeal}/decide {"accept":true,"reason":"It was."}""", "POST /quarantine/github%2F{p}/release",
        "POST /quarantine/release?id=github/{p}", "POST /quarantine/github%2F{p}/reject", "POST /quarantine/reject?id=github/{q}",
        "DELETE /people/{p}?confirm={p}", "DELETE /people?id=forum/{p}&confirm=forum/{p}",
        """POST /api/poison/grants/replay {"ids":["none"]}""", """POST /api/poison/grants/drop {"ids":["none"]}""",
        "OPTIONS /webhooks/cloudevents", "POST /webhooks/reconcile",
        """PUT /config {"proposals":{},"displayName":"Ours"}""", "POST /import/sourcecred?lenient=true {sourcecred}",
        "DELETE /import/sourcecred",
    ];

    /// <summary>Who is who: accounts are joined with others, claimed, and come apart again.</summary>
    public static string[] Joining { get; } =
    [
        """POST /grants {"grantId":"{new:g}","contributor":"{p}","amount":2,"category":"code","grantedAt":"{now}"}""",
        """POST /grants {"grantId":"{new:g}","contributor":"forum/{p}","amount":3,"category":"care","grantedAt":"{now}"}""",
        """POST /identities/{p}/aliases {"alias":"forum/{q}"}""", """POST /identities/aliases?id={p} {"alias":"forum/{p}"}""",
        """POST /identities/{p}/aliases/remove {"alias":"forum/{q}"}""",
        """POST /identities/aliases/remove?id={p} {"alias":"forum/{p}"}""", """POST /identities/{p}/merge {"target":"{q}"}""",
        """POST /identities/merge?id={p} {"target":"{q}"}""", """POST /identities/{p}/merge {"target":"forum/{q}"}""",
        "POST /identities/{p}/unmerge {}", "POST /identities/unmerge?id={p} {}",
        """POST /identities/claims {"alias":"chat/{p}","identity":"{q}"} => claim code""", "POST /identities/claims/{seen:claim}/confirm",
        "POST /identities/claims/{seen:claim}/reject",
        """POST /grain/mints {"id":"{new:m}","to":"forum/{p}","amount":"5"}""",
        """POST /identities/{p}/merge {"target":"{q}"} => merged merged.0""",
        """POST /identities/{p}/merge {"target":"{q}"} => merged merged.0""", "POST /identities/{seen:merged}/unmerge {}",
        "POST /identities/{seen:merged}/unmerge {}",
        """POST /grants {"grantId":"{new:g}","contributor":"{p}","amount":4,"category":"code","grantedAt":"{now}"}""",
    ];
}
