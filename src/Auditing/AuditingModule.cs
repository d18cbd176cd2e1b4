using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace PackageBilling.Auditing;

/// <summary>
/// Seals runs, hashes the log block by block, verifies both, replays runs, and explains and exports what was charged.
/// </summary>
public static class AuditingModule
{
    /// <summary>The module's events.</summary>
    public static readonly IReadOnlyList<Type> Events =
        [typeof(RunSealed), typeof(BookCheckpointSealed), typeof(HeadAccepted)];

    /// <summary>Registers what seals and hashes in the background, and what answers requests.</summary>
    public static IServiceCollection AddAuditing(this IServiceCollection services)
    {
        services.AddHandlers(typeof(AuditingModule).Assembly);
        services.AddSubscription<SealRuns>();
        services.AddSingleton<SealedRuns>();
        services.AddSingleton<IRunSeals>(provider => provider.GetRequiredService<SealedRuns>());
        services.AddSingleton<StoredSeals>();
        services.AddSingleton<BlockChain>();
        services.AddSingleton<MakeBlocks>();
        services.AddSingleton<Verification>();
        services.AddSingleton<ExportRun>();
        services.AddSingleton<CallsBehind>();
        services.TryAddSingleton(HeadSettings.None);
        services.TryAddSingleton(HeadSigner.None);
        services.AddSingleton<KeptHeadCheck>();
        services.AddSingleton<KeepHead>();
        services.AddHostedService(provider => provider.GetRequiredService<MakeBlocks>());
        services.AddHostedService(provider => provider.GetRequiredService<KeepHead>());
        services.AddSingleton<Checkpoints>();
        services.AddSingleton<FoldedBooks>();
        services.AddSingleton<Disturbances>();
        services.AddSingleton<MakeCheckpoints>();
        services.AddHostedService(provider => provider.GetRequiredService<MakeCheckpoints>());
        services.AddSingleton<Replayer>();
        return services;
    }

    /// <summary>Creates its tables; runs after Billing's upgrade and before the host serves.</summary>
    public static Task Upgrade(NpgsqlDataSource source, CancellationToken ct) => AuditTables.Upgrade(source, ct);

    /// <summary>
    /// Has this node keep the newest head in a file outside the database, and sign heads (docs/audit.md).
    /// </summary>
    /// <param name="services">The container.</param>
    /// <param name="path">The file; null to keep none.</param>
    /// <param name="keeps">Whether new heads are written; a command only compares.</param>
    /// <param name="signingKey">A file with an Ed25519 private key in PEM; null to sign nothing.</param>
    /// <exception cref="InvalidOperationException">The key can't be read.</exception>
    public static void KeepHead(IServiceCollection services, string? path, bool keeps, string? signingKey)
    {
        services.AddSingleton(new HeadSettings(path, keeps));
        services.AddSingleton(signingKey is null ? HeadSigner.None : HeadSigner.Load(signingKey));
    }

    /// <summary>
    /// What's wrong with the head that this node keeps, in a sentence; null when it's in the database's chains.
    /// </summary>
    public static string? HeadWarning(IServiceProvider services) => services.GetRequiredService<KeepHead>().Warning;

    /// <summary>The newest head at this moment with its signature; nulls when there is none.</summary>
    public static async Task<(string? Head, string? Signature)> Head(IServiceProvider services, CancellationToken ct)
    {
        var head = (await services.GetRequiredService<SealedRuns>().Head(ct)).Text;
        return (head, services.GetRequiredService<HeadSigner>().Sign(head));
    }

    /// <summary>The head that ends with a run's seal, with its signature; it names no block.</summary>
    public static (string Head, string? Signature) HeadOf(IServiceProvider services, RunSealed run)
    {
        var head = new ChainHead(new(run.Number, run.Seal), null).Text!;
        return (head, services.GetRequiredService<HeadSigner>().Sign(head));
    }

    /// <summary>Verifies a run that was exported to a file, without a database (docs/audit.md).</summary>
    /// <param name="file">The file.</param>
    /// <param name="publicKey">
    /// An Ed25519 public key in PEM, which its head must be signed with; null when that doesn't matter.
    /// </param>
    /// <param name="ct">Cancels.</param>
    /// <returns>
    /// The first fault, null when there is none; the head that its chain of seals ends with; how many lines it charged.
    /// </returns>
    public static Task<(string? Fault, string? Head, long Lines)> VerifyExport(
        Stream file, string? publicKey, CancellationToken ct) => ExportedRun.Verify(file, publicKey, ct);

    /// <summary>Its part of the HTTP interface.</summary>
    /// <param name="api">The group of <c>/api</c>.</param>
    public static void MapAuditing(this IEndpointRouteBuilder api)
    {
        VerifyLog.Map(api);
        GetHead.Map(api);
        AcceptHead.Map(api);
        ExportRun.Map(api);
        ExplainCharge.Map(api);
        ExplainDate.Map(api);
        ReplayRuns.Map(api);
        ListCheckpoints.Map(api);
    }
}
