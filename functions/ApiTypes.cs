using Grain.Functions.Cred.Distributions;
using Grain.Functions.Ledgers.Activities;
using Grain.Functions.Ledgers.Credits;
using Grain.Functions.Ledgers.Grants;
using Grain.Functions.Webhooks.Proof;

namespace Grain.Functions;

/// <summary>What the API document says of the types that have a JSON converter of their own: all of them, in one place.</summary>
internal static class ApiTypes
{
    /// <summary>The JSON schema of each.</summary>
    public static IReadOnlyDictionary<Type, string> Forms { get; } = new Dictionary<Type, string>
    {
        [typeof(Points)] = """{"type":"number","description":"Points, exact: at most six decimals."}""",
        [typeof(CreditAmount)] = """{"type":"number","description":"Credits, exact: at most two decimals."}""",
        [typeof(Dollars)] = """{"type":"number","description":"US dollars, exact."}""",
        [typeof(GrainAmount)] = """{"type":"string","pattern":"^-?[0-9]+$","description":"Base units of grain, as decimal digits."}""",
        [typeof(WebhookSecret)] =
            """
            {
              "description": "A secret, masked where it is shown; or one that is good for a time only.",
              "oneOf": [
                { "type": "string" },
                {
                  "type": "object",
                  "properties": {
                    "secret": { "type": "string" },
                    "notBefore": { "type": "string", "format": "date-time" },
                    "notAfter": { "type": "string", "format": "date-time" }
                  },
                  "required": ["secret"],
                  "additionalProperties": false
                }
              ]
            }
            """,
    };
}
