using Microsoft.Extensions.DependencyInjection;

namespace PackageBilling.Modules.Tests.Billing.Invoices;

/// <summary>Closing a period on a node, and checking all that was issued.</summary>
internal static class Closings
{
    /// <summary>Closes a period and waits for its end.</summary>
    public static async Task<ClosingReport> Close(
        this Node node, DateOnly through, IReadOnlyList<string>? customers = null,
        ClosingInclude include = ClosingInclude.Accrued)
    {
        var asked = await node.Send(new StartClosing(through, customers, include));
        await node.Services.GetRequiredService<ClosingWorker>().Execute(asked.ClosingId);
        await using var scope = node.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<ClosingReports>()
            .Of(asked.ClosingId, CancellationToken.None);
    }

    /// <summary>Waits until the book has all that was committed.</summary>
    public static async Task Covered(this Node node) => await node.Services.GetRequiredService<ISubscriptions>()
        .WaitFor(BookProjection.ProjectionName, await node.Log.Tail(CancellationToken.None), TimeSpan.FromMinutes(1),
            CancellationToken.None);

    /// <summary>All that was issued follows from the log, and rebuilding the book changes nothing.</summary>
    public static async Task Verified(this Node node)
    {
        await node.Covered();
        var verified = await node.Services.GetRequiredService<Verification>()
            .Run(ChainHead.None, null, CancellationToken.None);
        verified.Faults.ShouldBeEmpty();
        var before = await Rows(node);
        await RandomHistories.Rebuild(node, "billing");
        (await Rows(node)).ShouldBe(before);
    }

    private static async Task<string> Rows(Node node)
    {
        var rows = new List<string>();
        foreach (var (table, order) in ((string, string)[])[("invoices", "position"),
            ("invoice_entries", "number, position"), ("credited_lines", "charge_id"), ("accounts", "customer_id"),
            ("closings", "position")])
        {
            await using var command = node.Source.CreateCommand(
                $"SELECT coalesce(jsonb_agg(t ORDER BY {order}), '[]')::text FROM billing.{table} t");
            rows.Add((string)(await command.ExecuteScalarAsync())!);
        }
        return string.Join('\n', rows);
    }
}
