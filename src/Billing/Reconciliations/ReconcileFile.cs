using System.Text.Json.Serialization;

namespace PackageBilling.Billing.Reconciliations;

/// <summary>Asks for a file to be compared with the books.</summary>
/// <param name="Kind">With what.</param>
/// <param name="From">The first date; of an inventory, its date.</param>
/// <param name="To">The last date; of an inventory, its date.</param>
/// <param name="Source">The switch or supplier that it is from; null for none.</param>
/// <param name="PackageIds">Only these packages; null for all.</param>
/// <param name="Currency">The currency of a bill's amounts, where the file does not say it.</param>
/// <param name="Tolerance">Differences of a bill up to it count as none.</param>
/// <param name="FileHash">SHA-256 of the file: what a repeat of the request is told by.</param>
/// <param name="How">How the file is read; the same.</param>
/// <param name="FileName">Its name in the folder; null when it was sent.</param>
/// <param name="File">The file.</param>
internal sealed record ReconcileFile(
    ReconciliationKind Kind, DateOnly From, DateOnly To, string? Source, IReadOnlyList<string>? PackageIds,
    string? Currency, decimal Tolerance, string FileHash, string How, string? FileName,
    [property: JsonIgnore] ListedFile File) : IRequest<Reconciled>
{
    internal sealed class Validator : AbstractValidator<ReconcileFile>
    {
        public Validator()
        {
            RuleFor(asked => asked.Source).Identifier();
            RuleFor(asked => asked.Currency).CurrencyCode();
            RuleFor(asked => asked.Tolerance).InclusiveBetween(0, Amounts.Max)
                .WithMessage($"must be from 0 to {Amounts.Max:0}");
            RuleFor(asked => asked.To)
                .Must((asked, to) => to.DayNumber - asked.From.DayNumber < ReconciliationLimits.SpanDays)
                .WithMessage($"must be less than {ReconciliationLimits.SpanDays} days after from");
        }
    }

    internal sealed class Handler(
        CommandLog log, IEventLog events, ISubscriptions subscriptions, ReadBarrier barrier, NumberHashes hashes,
        ReportWriter writer) : IRequestHandler<ReconcileFile, Reconciled>
    {
        public async Task<Reconciled> Handle(ReconcileFile request, CancellationToken cancellationToken)
        {
            await barrier.Cover(BookProjection.ProjectionName, cancellationToken);
            var hash = await hashes.Ready(cancellationToken);
            var found = request.Kind == ReconciliationKind.Inventory
                ? await FoundInventory.Read(request, subscriptions, hash, cancellationToken)
                : await FoundBill.Read(request, subscriptions, events, hash, cancellationToken);
            var id = Ids.New(log.Now);
            var appends = await writer.Write(id, request, found, cancellationToken);
            var answer = await log.Commit(new Reconciled(id), cancellationToken, appends);
            await writer.Prune(cancellationToken);
            return answer;
        }
    }
}

/// <summary>A file was compared.</summary>
internal sealed record Reconciled(string ReconciliationId);

/// <summary>What a comparison found.</summary>
/// <param name="Rows">The differences, by kind.</param>
/// <param name="Sums">Of a bill, the sums by currency.</param>
/// <param name="Equal">What agrees.</param>
/// <param name="Position">The position up to which the books counted.</param>
/// <param name="Dids">The DIDs of the file by their hashes.</param>
/// <param name="Owners">Who has or had those of them that no row names an owner of, the latest last.</param>
internal sealed record Found(
    IReadOnlyList<FoundDifference> Rows, IReadOnlyList<ReconciledSum>? Sums, long Equal, long Position,
    IReadOnlyDictionary<string, string> Dids, IReadOnlyList<DidOwner> Owners)
{
    /// <summary>Refuses more differences than a report has.</summary>
    public static void Limit(string field, int differences)
    {
        if (differences > ReconciliationLimits.Differences)
            throw Problem.Rule(field, $"differs in more than {ReconciliationLimits.Differences} places, which no "
                + "report has; check that it is the right file, its mapping, and the dates");
    }
}
