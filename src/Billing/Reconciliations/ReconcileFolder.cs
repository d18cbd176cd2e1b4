using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using PackageBilling.Messaging;

namespace PackageBilling.Billing.Reconciliations;

/// <summary>
/// Reconciles the files that appear in a folder, each content under its name once. One that can't be compared is listed
/// as failed, and looked at again when its content changes.
/// </summary>
internal sealed class ReconcileFolder(
    IServiceScopeFactory scopes, ReportReader reports, ReportKeys keys, FolderSettings settings,
    ScheduleSettings schedule, TimeProvider clock, ILogger<ReconcileFolder> logger)
    : IExclusiveWork
{
    /// <summary>The source of its reports, which are compared with each other.</summary>
    public const string Source = "folder";

    private const string MappingName = "mapping.json";

    /// <summary>How often it looks.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    // What was looked at before this node began to; read from the log once.
    private HashSet<(string File, string Hash)>? _done;

    // Files that were looked at, as they were: they need not be read again to be known.
    private readonly Dictionary<string, (long Length, DateTime Written)> _seen = new(StringComparer.Ordinal);

    public string Name => "reconciliation";

    public bool IsEnabled => schedule.Enabled && settings.Folder is not null;

    public async Task Run(CancellationToken ct)
    {
        // Another node may have looked since this one did last.
        _done = null;
        while (!ct.IsCancellationRequested)
        {
            try
            {
                foreach (var path in Directory.EnumerateFiles(settings.Folder!).Order(StringComparer.Ordinal))
                    await Look(new(path), ct);
            }
            catch (Exception e) when (!ct.IsCancellationRequested)
            {
                logger.LogWarning(DatabaseErrors.Unexpected(e),
                    "The folder of files to reconcile could not be looked through: {Reason}", e.Message);
            }
            await Task.Delay(Pause, clock, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task Look(FileInfo file, CancellationToken ct)
    {
        var state = (file.Length, file.LastWriteTimeUtc);
        // One that was just written may not be complete.
        if (FolderFile.Of(file.Name) is not { } named || _seen.GetValueOrDefault(file.Name) == state
            || file.LastWriteTimeUtc > clock.GetUtcNow().UtcDateTime - Pause)
            return;
        try
        {
            await using var content = file.OpenRead();
            var hash = Convert.ToHexStringLower(await SHA256.HashDataAsync(content, ct));
            _done ??= await reports.Done(ct);
            if (!_done.Contains((file.Name, hash))) await Reconcile(file, named, content, hash, ct);
            _done.Add((file.Name, hash));
            _seen[file.Name] = state;
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            logger.LogWarning(DatabaseErrors.Unexpected(e),
                "{File} was not reconciled and is tried again: {Reason}", file.Name, e.Message);
        }
    }

    private async Task Reconcile(
        FileInfo file, FolderFile named, Stream content, string hash, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var context = scope.ServiceProvider.GetRequiredService<RequestContext>();
        context.Actor = Actors.Scheduler;
        // When two nodes look at once, there is one report all the same.
        context.IdempotencyKey = $"{file.Name}/{hash}";
        try
        {
            var isBill = named.Kind == ReconciliationKind.SupplierBill;
            await using var listed = await ListedFile.Open(
                isBill ? FoundBill.File : FoundInventory.File, content,
                isBill ? FoundBill.Columns : FoundInventory.Columns, await Mapping(file, ct), null, ct);
            await scope.ServiceProvider.GetRequiredService<IMediator>().Send(
                new ReconcileFile(named.Kind, named.From, named.To, Source, null, null, 0, hash, "", file.Name, listed),
                ct);
        }
        catch (ProblemException refused)
        {
            await Fail(scope.ServiceProvider.GetRequiredService<CommandLog>(), file, named, hash, refused, ct);
        }
    }

    private static async Task<byte[]?> Mapping(FileInfo file, CancellationToken ct)
    {
        var mapping = new FileInfo(Path.Combine(file.DirectoryName!, MappingName));
        if (!mapping.Exists) return null;
        return mapping.Length <= ImportLimits.MappingBytes ? await File.ReadAllBytesAsync(mapping.FullName, ct)
            : throw Problem.Malformed("mapping", $"must have at most {ImportLimits.MappingBytes} bytes");
    }

    private async Task Fail(
        CommandLog log, FileInfo file, FolderFile named, string hash, ProblemException refused, CancellationToken ct)
    {
        var id = Ids.New(log.Now);
        var error = (await keys.Of(id, ct)).Seal(ReportWriter.Short($"{refused.Field}: {refused.Message}"));
        await log.Commit(id, ct,
            new StreamAppend(Streams.Reconciliation(id), 0,
                [new ReconciliationFailed(id, named.Kind, named.From, named.To, hash, file.Name, error)]),
            new StreamAppend(Streams.Reconciliations, null,
                [new ReconciliationListed(id, named.Kind, Source, hash, file.Name, HasFailed: true)]));
    }
}
