using System.Text;

namespace PackageBilling.Billing.Usage.FreeMinutes;

/// <summary>
/// A customer's windows of free minutes at an instant, past or future, with what the calls recorded so far that started
/// by then have used (domain: "Free minutes"). granted = used + remaining, always (I9). With <paramref name="KnownAt"/>
/// by what was known then.
/// </summary>
internal sealed record GetFreeMinutes(string CustomerId, DateTimeOffset? At, AsKnownAt? KnownAt = null)
    : IRequest<IReadOnlyList<FreeMinutesView>>
{
    internal sealed class Handler(ISubscriptions subscriptions, KnownPackages packages, IEventLog log,
        ReadPositions positions, TimeProvider clock)
        : IRequestHandler<GetFreeMinutes, IReadOnlyList<FreeMinutesView>>
    {
        public async Task<IReadOnlyList<FreeMinutesView>> Handle(
            GetFreeMinutes request, CancellationToken cancellationToken)
        {
            var known = await positions.Of(request.KnownAt, null, cancellationToken);
            var at = request.At ?? clock.GetUtcNow();
            await using var snapshot = await subscriptions.Snapshot(BookProjection.ProjectionName, cancellationToken);
            var book = new MinutesBook(snapshot, packages, known);
            if (!(await book.Customers([request.CustomerId], cancellationToken))
                .TryGetValue(request.CustomerId, out var customer))
                throw Problem.NotFound(
                    "customerId", known is null ? "customer" : "customer known then", request.CustomerId);
            var date = TimeZones.LocalDate(customer.TimeZone, at);
            var views = new List<FreeMinutesView>();
            foreach (var grant in (await book.Grants([request.CustomerId], cancellationToken))[request.CustomerId])
                if (grant.WindowOn(date) is { } window)
                {
                    var used = new Dictionary<WindowKey, long>();
                    foreach (var key in CallRating.Counted(grant, window))
                        used[key] = await UsedAt(snapshot, key, at, known ?? long.MaxValue, cancellationToken);
                    views.Add(View(grant, window, date, used));
                }
            return views;
        }

        /// <summary>Events whose calls all started by then count as they are;
        /// of those that straddle the instant the calls are looked at.</summary>
        private async Task<long> UsedAt(
            ProjectionSnapshot snapshot, WindowKey window, DateTimeOffset at, long known, CancellationToken ct)
        {
            var (used, straddling) = await MinutesBook.UsedAt(snapshot.Connection, window, at, known, ct);
            foreach (var position in straddling)
                await foreach (var stored in log.ReadAll(position - 1, position, ICallsEvent.Types, ct))
                    used += UsedAt(stored.Data, window, at);
            return used;
        }

        private static long UsedAt(object fact, WindowKey window, DateTimeOffset at) => fact switch
        {
            CallsRated rated => rated.Calls.Where(call => call.StartedAt <= at).Sum(call => Used(call.Uses, window)),
            CallsCorrected corrected => corrected.Calls.Where(call => call.StartedAt <= at)
                .Sum(call => Used(call.After?.Uses, window) - Used(call.Before.Uses, window)),
            _ => 0,
        };

        private static long Used(IReadOnlyList<FreeUse>? uses, WindowKey window) =>
            uses?.Where(use => WindowKey.Of(use) == window).Sum(use => (long)use.Seconds) ?? 0;
    }

    internal static FreeMinutesView View(
        MinutesGrant grant, MinutesWindow window, DateOnly date, IReadOnlyDictionary<WindowKey, long> used)
    {
        var balance = grant.Balance(window, used);
        // What the next window has used already, by calls that were recorded earlier, is gone from both sums.
        var (spent, remaining) = (balance.Used + balance.CarriedUsed, balance.Left + balance.CarriedLeft);
        return new(
            grant.AssignmentId, grant.Package.PackageId, grant.Did, grant.Package.TermsOn(date).Destinations,
            window.From, window.To, spent + remaining, spent, remaining, balance.CarriedUsed + balance.CarriedLeft);
    }

    internal static void Map(IEndpointRouteBuilder api) => api
        .MapGet("/customers/{customerId}/free-minutes", async (
            string customerId, string? at, string? knownAt, IMediator mediator, CancellationToken ct) =>
            TypedResults.Ok(
                await mediator.Send(new GetFreeMinutes(customerId, Instant(at), AsKnownAt.Read(knownAt)), ct)))
        .AllowRead().WithName("GetFreeMinutes").WithTags("Usage").WithSummary(
            "What is left of a customer's free minutes, now or at any instant, by what is known now or was known then");

    // A plus sign that was not escaped arrives as a space.
    private static DateTimeOffset? Instant(string? text) => string.IsNullOrEmpty(text) ? null
        : Instants.Parse(Encoding.UTF8.GetBytes(text.Replace(' ', '+'))) is { } instant
            && instant.Year >= Dates.Min.Year && instant.Year <= Dates.Max.Year ? instant
        : throw Problem.Malformed("at", "must be an instant with its offset, such as 2025-01-31T18:30:00Z");
}
