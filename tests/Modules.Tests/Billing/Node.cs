using System.Text;
using System.Text.Json;
using MediatR;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using PackageBilling.Billing;
using PackageBilling.Catalog;
using PackageBilling.Harness;
using PackageBilling.Messaging;
using PackageBilling.Messaging.Mail;
using PackageBilling.Subscriptions;

namespace PackageBilling.Modules.Tests.Billing;

/// <summary>All modules on a real PostgreSQL, without HTTP: one node of the product.</summary>
internal sealed class Node : IAsyncDisposable
{
    private readonly IHost _host;

    private Node(IHost host, NpgsqlDataSource source, string connectionString)
    {
        _host = host;
        Source = source;
        ConnectionString = connectionString;
    }

    public string ConnectionString { get; }

    public IServiceProvider Services => _host.Services;

    public IEventLog Log => Services.GetRequiredService<IEventLog>();

    public NpgsqlDataSource Source { get; }

    /// <param name="connectionString">A database of its own unless told.</param>
    /// <param name="clock">The machine's unless told.</param>
    /// <param name="runAt">The time from which dates are run by themselves; null for no schedule.</param>
    /// <param name="log">What is registered after the log; nothing unless told.</param>
    /// <param name="encryption">The encryption keys; those of all tests unless told.</param>
    public static async Task<Node> Start(
        string? connectionString = null, TimeProvider? clock = null, string? runAt = null,
        Action<IServiceCollection>? log = null, EncryptionKeys? encryption = null)
    {
        connectionString ??= await TestPostgres.NewDatabase();
        var source = EventStoreDatabase.Open(connectionString);
        await EventStoreSchema.Upgrade(source, CancellationToken.None);
        await IdempotencyKeys.Upgrade(source, CancellationToken.None);
        await EncryptionTables.Upgrade(source, CancellationToken.None);
        await BillingModule.Upgrade(source, CancellationToken.None);
        await AuditingModule.Upgrade(source, CancellationToken.None);
        encryption ??= TestEncryption.Keys;
        await EncryptionTables.Admit(source, encryption, CancellationToken.None);
        var builder = Microsoft.Extensions.Hosting.Host.CreateApplicationBuilder(
            new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services
            .AddLogging()
            .AddSingleton(source)
            .AddSingleton(clock ?? TimeProvider.System)
            .AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(
            [
                new("Scheduler:Enabled", runAt is null ? "false" : "true"), new("Scheduler:RunAt", runAt),
            ]).Build())
            .AddSingleton(new EventTypes()
                .Add(CatalogModule.Events).Add(SubscriptionsModule.Events)
                .Add(BillingModule.Events).Add(AuditingModule.Events))
            .AddSingleton(MailSettings.Off)
            .AddEventStore().AddRequests().AddAloneNode()
            .AddCatalog().AddSubscriptions().AddBilling().AddAuditing().AddEncryption(encryption);
        log?.Invoke(builder.Services);
        var node = new Node(builder.Build(), source, connectionString);
        await node._host.StartAsync();
        return node;
    }

    /// <summary>Sends a request as the HTTP interface does, in a scope of its own.</summary>
    public async Task<T> Send<T>(IRequest<T> request, string? idempotencyKey = null)
    {
        await using var scope = Services.CreateAsyncScope();
        var context = scope.ServiceProvider.GetRequiredService<RequestContext>();
        context.Actor = "test";
        context.IdempotencyKey = idempotencyKey;
        return await scope.ServiceProvider.GetRequiredService<IMediator>().Send(request);
    }

    /// <summary>Runs a date to the end.</summary>
    public async Task<RunView> Run(DateOnly date, params IReadOnlyList<string> customers)
    {
        var asked = await Send(new StartChargeRun(date, customers.Count == 0 ? null : customers));
        return await Ended(asked.RunId);
    }

    /// <summary>Charges a customer again.</summary>
    public async Task<RunView> RunPackage(string customerId, DateOnly date)
    {
        var asked = await Send(new RunPackage(customerId, date, null, "asked for"), Guid.NewGuid().ToString());
        return await Ended(asked.RunId);
    }

    /// <summary>Sends calls as one body.</summary>
    public async Task<UsageTaken> Record(
        IEnumerable<object> calls, CallFormat format = CallFormat.Array, string? idempotencyKey = null)
    {
        var text = format == CallFormat.Array
            ? JsonSerializer.Serialize(calls, JsonSerializerOptions.Web)
            : string.Join('\n',
                calls.Select(call => call as string ?? JsonSerializer.Serialize(call, JsonSerializerOptions.Web)));
        return await Record(text, format, idempotencyKey);
    }

    /// <summary>Sends a body of calls.</summary>
    public async Task<UsageTaken> Record(string body, CallFormat format, string? idempotencyKey = null)
    {
        await using var spooled = await SpooledBody.Read(
            new MemoryStream(Encoding.UTF8.GetBytes(body)), CancellationToken.None);
        return await Send(new RecordUsage(format, spooled.Hash, spooled), idempotencyKey);
    }

    /// <summary>All calls of a customer, as lists show them.</summary>
    public async Task<List<CallView>> CallsOf(string customerId)
    {
        await Services.GetRequiredService<ISubscriptions>().WaitFor(BookProjection.ProjectionName,
            await Log.Tail(CancellationToken.None), TimeSpan.FromMinutes(1), CancellationToken.None);
        var calls = new List<CallView>();
        await foreach (var call in Services.GetRequiredService<ListCalls>()
            .All(customerId, Dates.Min, Dates.Max, CancellationToken.None))
            calls.Add(call);
        return calls;
    }

    /// <summary>The events of a DID.</summary>
    public async Task<IReadOnlyList<StoredEvent>> OnDid(string number) =>
        await Log.ReadStream($"did-{await DidHash(number)}", CancellationToken.None);

    /// <summary>What names a DID in the log.</summary>
    public async Task<string> DidHash(string number) =>
        (await Services.GetRequiredService<NumberHashes>().Ready(CancellationToken.None))(number);

    /// <summary>A text as the interface shows it, with what its tokens stand for.</summary>
    public async Task<string> Shown(string text)
    {
        using var shown = new MemoryStream();
        await using var revealing = new RevealingStream(
            shown, new(Services.GetRequiredService<CustomerKeys>()), () => plain => plain);
        await revealing.WriteAsync(Encoding.UTF8.GetBytes(text));
        await revealing.End(CancellationToken.None);
        return Encoding.UTF8.GetString(shown.ToArray());
    }

    /// <summary>The one number that a statement asks for.</summary>
    public async Task<long> Count(string sql)
    {
        await using var command = Source.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    public async Task<RunView> Ended(string runId)
    {
        await Services.GetRequiredService<ChargeRunWorker>().Execute(runId);
        return await Send(new GetChargeRun(runId));
    }

    /// <summary>What is unbilled on a date, once the book knows everything that was committed before.</summary>
    public async Task<List<ReportLine>> Unbilled(DateOnly date, string customerId)
    {
        await Services.GetRequiredService<ISubscriptions>().WaitFor(BookProjection.ProjectionName,
            await Log.Tail(CancellationToken.None), TimeSpan.FromMinutes(1), CancellationToken.None);
        var lines = new List<ReportLine>();
        await foreach (var line in Services.GetRequiredService<UnbilledLines>()
            .Of(new(date, date, DateTimeOffset.UtcNow, new(6, 0)), customerId, null, CancellationToken.None))
            lines.Add(line);
        return lines;
    }

    /// <summary>Every line that a run considered, in order.</summary>
    public async Task<List<ReportLine>> Lines(RunView run)
    {
        var lines = new List<ReportLine>();
        await foreach (var line in Services.GetRequiredService<RunLines>()
            .All(run.RunId, run.Date, CancellationToken.None))
            lines.Add(line);
        return lines;
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        if (_host is IAsyncDisposable disposable) await disposable.DisposeAsync();
        await Source.DisposeAsync();
    }
}
