using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using PackageBilling.Catalog;
using PackageBilling.Modules.Tests.Billing;
using PackageBilling.Subscriptions;

namespace PackageBilling.Modules.Tests.Auditing;

/// <summary>
/// A node with a little history, sealed and covered by blocks, and somebody with the right to change the database by
/// hand.
/// </summary>
internal sealed class Audited : IAsyncDisposable
{
    public static readonly DateOnly First = new(2025, 2, 1);

    private Audited(Node node) => Node = node;

    public Node Node { get; }

    public Verification Verification => Node.Services.GetRequiredService<Verification>();

    /// <summary>A node with a history of its own.</summary>
    public static Audited Over(Node node) => new(node);

    /// <param name="more">What is registered besides; nothing unless told.</param>
    public static async Task<Audited> Start(Action<IServiceCollection>? more = null)
    {
        var audited = new Audited(await Node.Start(log: more));
        await audited.Node.Send(new RegisterCustomer("acme", "Acme", null, null, null));
        await audited.Node.Send(new RegisterCustomer("bond", "Bond", null, null, null));
        await audited.Node.Send(new ReceivePayment("acme", 1000, "wire-1"));
        await audited.Node.Send(new DefinePackage
        {
            PackageId = "seat", Name = "Seat", Retail = 10, Cost = 6, SetupRetail = 5, Frequency = "monthly",
            FrequencyMatch = Given.Json("[1]"),
        });
        await audited.Node.Send(new DefinePackage
        {
            PackageId = "free", Name = "Free", Retail = 0, Cost = 0, Frequency = "daily",
        });
        await audited.Node.Send(new AssignPackage(
            "acme", new("a1", "seat", 3, new(2025, 1, 15), null, null, true, null, null, null)));
        await audited.Node.Send(new AssignPackage(
            "acme", new("a2", "free", 1, new(2025, 1, 15), null, null, true, null, null, null)));
        await audited.Node.Send(new AssignPackage(
            "bond", new("b1", "seat", 1, new(2025, 1, 15), null, "+442079460000", false, null, null, null)));
        return audited;
    }

    /// <summary>Runs the first of February and March, and covers all of it by blocks.</summary>
    public async Task<IReadOnlyList<RunView>> Run()
    {
        IReadOnlyList<RunView> runs = [await Node.Run(First), await Node.Run(new(2025, 3, 1))];
        await Cover();
        return runs;
    }

    public Task Cover() => Node.Services.GetRequiredService<MakeBlocks>().CatchUp(CancellationToken.None);

    public Task<VerificationView> Verify(string? head = null) =>
        Verification.Run(head is null ? ChainHead.None : ChainHead.Parse(head), null, CancellationToken.None);

    /// <summary>The fault that is named first.</summary>
    public async Task<Fault> Fault(string? head = null)
    {
        var view = await Verify(head);
        view.Ok.ShouldBeFalse();
        return view.FirstFault.ShouldNotBeNull();
    }

    /// <summary>
    /// What a superuser does to the database by hand. Foreign keys hold no superuser back, so they are not checked.
    /// </summary>
    public async Task<object?> Sql(string sql)
    {
        await using var connection = await Node.Source.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using (var noChecks = new NpgsqlCommand("SET LOCAL session_replication_role = replica", connection))
            await noChecks.ExecuteNonQueryAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        var answer = await command.ExecuteScalarAsync();
        await transaction.CommitAsync();
        return answer;
    }

    /// <summary>Does something to the database, hands over what is found, and takes it back.</summary>
    public async Task<Fault> FaultAfter(string table, string sql, string? reset = null) =>
        (await FaultAfter(table, sql, () => Task.FromResult(0), reset)).Fault;

    /// <summary>The same, with an answer asked for meanwhile.</summary>
    public async Task<(Fault Fault, T Answer)> FaultAfter<T>(
        string table, string sql, Func<Task<T>> ask, string? reset = null)
    {
        await Sql($"CREATE TABLE IF NOT EXISTS public.kept_{table.Replace('.', '_')} AS TABLE {table}");
        await Sql(sql);
        var answer = await ask();
        var fault = await Fault();
        await Sql($"DELETE FROM {table}");
        var columns = await Sql($"""
            SELECT string_agg(column_name, ', ') FROM information_schema.columns
            WHERE table_schema || '.' || table_name = '{table}' AND is_generated = 'NEVER'
            """);
        await Sql($"INSERT INTO {table} ({columns}) SELECT {columns} FROM public.kept_{table.Replace('.', '_')}");
        await Sql($"DROP TABLE public.kept_{table.Replace('.', '_')}");
        if (reset is not null) await Sql(reset);
        var view = await Verify();
        view.FirstFault.ShouldBeNull();
        return (fault, answer);
    }

    public async Task<long> Position(string type, int occurrence = 0) => (long)(await Sql(string.Create(
        CultureInfo.InvariantCulture,
        $"SELECT seq_id FROM events.mt_events WHERE type = '{type}' ORDER BY seq_id OFFSET {occurrence} LIMIT 1")))!;

    public async Task<List<RunSealed>> Seals() =>
        [.. (await Node.Log.ReadStream(AuditStreams.Seals, CancellationToken.None))
            .Select(stored => (RunSealed)stored.Data)];

    public ValueTask DisposeAsync() => Node.DisposeAsync();
}
