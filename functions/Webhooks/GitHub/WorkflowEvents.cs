using Grain.Functions.Webhooks.Forges;
using Grain.Functions.Webhooks.Reading;

namespace Grain.Functions.Webhooks.GitHub;

/// <summary>
/// Workflow runs that a person started and that succeeded. They tell the graph nothing and are worth nothing unless the space
/// says otherwise, so by default they are left out.
/// </summary>
internal static class WorkflowEvents
{
    public static void Read(ForgeDelivery delivery)
    {
        if (delivery.Action != "completed")
        {
            delivery.SkipAction();
            return;
        }

        var run = delivery.Root.Object("workflow_run");
        if (run.OptionalText("conclusion") != "success") delivery.Skip("the run did not succeed");
        else if (run.OptionalText("event") == "schedule") delivery.Skip("nobody started the run");
        else if (Starter(delivery, run) is { } person)
        {
            delivery.Count(new Contribution
            {
                Kind = delivery.Kinds["workflow_run.completed"],
                Subject = BoundedText.Digits(run.Number("id")), // stays when the run is repeated
                By = person,
                At = delivery.Time(run, "created_at", "run_started_at", "updated_at"),
            });
        }
    }

    private static Person? Starter(ForgeDelivery delivery, Payload run) =>
        run.Has("triggering_actor") ? delivery.Find(run, "triggering_actor")
        : run.Has("actor") ? delivery.Find(run, "actor")
        : delivery.Sender();
}
