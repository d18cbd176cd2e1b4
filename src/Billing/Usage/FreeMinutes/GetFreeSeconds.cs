namespace PackageBilling.Billing.Usage.FreeMinutes;

/// <summary>How many seconds of a call to a destination would be free if it began now, for the switch to ask
/// before it connects one.</summary>
internal sealed record GetFreeSeconds(string CustomerId, string? Destination, string? Did) : IRequest<FreeSecondsView>
{
    internal sealed class Handler(
        FreeSecondsNow now, ISubscriptions subscriptions, KnownPackages packages, CustomerKeys keys,
        ReadBarrier barrier, TimeProvider clock)
        : IRequestHandler<GetFreeSeconds, FreeSecondsView>
    {
        public async Task<FreeSecondsView> Handle(GetFreeSeconds request, CancellationToken cancellationToken)
        {
            var destination = Values.Destination.Normalise(request.Destination ?? "")
                ?? throw Problem.Malformed("destination", Values.Destination.Fault);
            var did = PhoneNumbers.Did(request.Did?.Trim());
            if (did is null && !string.IsNullOrEmpty(request.Did))
                throw Problem.Malformed("did", PhoneNumbers.Fault);
            var token = did is null ? null : await Token(request.CustomerId, did, cancellationToken);
            var uses = await now.LeftFor(request.CustomerId, token, destination, cancellationToken)
                ?? await InFull(request.CustomerId, token, destination, cancellationToken);
            return new(destination, did, uses.Sum(use => (long)use.Seconds), uses);
        }

        // Without a key the customer has no DID in the book, and this one is like no other.
        private async Task<string> Token(string customerId, string did, CancellationToken ct) =>
            (await keys.Known([customerId], ct)).TryGetValue(customerId, out var key) && !key.IsErased
                ? key.Seal(did) : did;

        private async Task<List<FreeUse>> InFull(
            string customerId, string? did, string destination, CancellationToken ct)
        {
            await barrier.Cover(BookProjection.ProjectionName, ct);
            await using var snapshot = await subscriptions.Snapshot(BookProjection.ProjectionName, ct);
            var book = new MinutesBook(snapshot, packages);
            if (!(await book.Customers([customerId], ct)).TryGetValue(customerId, out var customer))
                throw Problem.NotFound("customerId", "customer", customerId);
            var date = TimeZones.LocalDate(customer.TimeZone, clock.GetUtcNow());
            var grants = (await book.Grants([customerId], ct))[customerId].ToList();
            var used = await book.Used([.. CallRating.WindowsOn(grants, date)], ct);
            return new CallRating(grants, used).LeftFor(did, destination, date);
        }
    }

    internal static void Map(IEndpointRouteBuilder api) => api
        .MapGet("/customers/{customerId}/free-seconds", async (
            string customerId, string? destination, string? did, IMediator mediator, CancellationToken ct) =>
            TypedResults.Ok(await mediator.Send(new GetFreeSeconds(customerId, destination, did), ct)))
        .AllowRead().WithName("GetFreeSeconds").WithTags("Usage")
        .WithSummary("How many seconds of a call to a destination would be free now");
}
