namespace PackageBilling.Subscriptions;

/// <summary>
/// Erases a customer's name, DIDs, payment references and the numbers of its calls for good, by deleting the keys that
/// they are encrypted under (docs/calls.md). Ids, dates, amounts and reasons stay. A repeat is no event.
/// </summary>
internal sealed record EraseCustomer(string CustomerId, string? Reason) : IRequest<ErasedCustomer>
{
    internal sealed class Validator : AbstractValidator<EraseCustomer>
    {
        public Validator() =>
            RuleFor(erasure => erasure.Reason).NotNull()
                .WithMessage("must say why the customer is erased").Line(Texts.Reason);
    }

    /// <summary>
    /// Nobody is erased who still rents something: it has to be ended first, while its DID can be named.
    /// </summary>
    /// <param name="customer">The customer.</param>
    /// <param name="open">Assignments that are open or end after today.</param>
    /// <param name="first">One of them.</param>
    internal static IReadOnlyList<object> Decide(Customer customer, long open, string? first) => customer.IsErased ? []
        : open > 0 ? throw Problem.Conflict("customerId", open == 1
            ? $"customer {customer.CustomerId} has assignment {first}, which hasn't ended; end it first"
            : $"customer {customer.CustomerId} has {open} assignments that haven't ended, such as "
                + $"{first}; end them first")
        : [new CustomerErased(customer.CustomerId)];

    internal sealed class Handler(
        CommandLog log, RequestContext context, NpgsqlDataSource source, ReadBarrier barrier,
        IEnumerable<IErasable> erasables)
        : IRequestHandler<EraseCustomer, ErasedCustomer>
    {
        public async Task<ErasedCustomer> Handle(EraseCustomer request, CancellationToken cancellationToken)
        {
            var stream = Customer.Stream(request.CustomerId);
            await barrier.Cover(SubscriptionsProjection.ProjectionName, cancellationToken);
            var (customer, version) = await log.Load<Customer>(stream, Customer.Evolve, cancellationToken);
            if (customer is null) throw Problem.NotFound("customerId", "customer", request.CustomerId);
            var (open, first) = await Open(
                request.CustomerId, TimeZones.LocalDate(customer.TimeZone, log.Now), cancellationToken);
            var facts = Decide(customer, open, first);
            var answer = new ErasedCustomer(request.CustomerId);
            context.Reason = request.Reason;
            await log.Commit(
                async (connection, ct) =>
                {
                    foreach (var erasable in erasables) await erasable.Erase(connection, request.CustomerId, ct);
                    return answer;
                },
                cancellationToken, facts.Count == 0 ? [] : [new StreamAppend(stream, version, facts)]);
            // The answer is given when no list shows the texts any more.
            await barrier.Cover(SubscriptionsProjection.ProjectionName, cancellationToken);
            return answer;
        }

        private async Task<(long Open, string? First)> Open(string customerId, DateOnly today, CancellationToken ct)
        {
            await using var command = source.CreateCommand("""
                SELECT count(*), min(assignment_id) FROM subscriptions.assignments
                WHERE customer_id = $1 AND NOT cancelled AND (end_date IS NULL OR end_date > $2)
                """);
            command.Parameters.AddValues(customerId, today);
            await using var row = await command.ExecuteReaderAsync(ct);
            await row.ReadAsync(ct);
            return (row.GetInt64(0), row.IsDBNull(1) ? null : row.GetString(1));
        }
    }

    internal sealed record Body(string? Reason);

    internal static void Map(RouteGroupBuilder customers) =>
        customers.MapPost("{customerId}/erase", async (
            string customerId, Body body, RequestContext context, IMediator mediator, CancellationToken ct) =>
            TypedResults.Ok(await mediator.Send(new EraseCustomer(customerId, body.Reason ?? context.Reason), ct)))
            .AllowAdmin().WithName(nameof(EraseCustomer))
            .WithSummary("Erases a customer's name, DIDs, payment references and numbers of calls for good.");
}
