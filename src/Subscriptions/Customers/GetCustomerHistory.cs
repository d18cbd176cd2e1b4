using System.Globalization;

namespace PackageBilling.Subscriptions;

/// <summary>
/// Shows what has become of a customer and of its packages, in the order recorded: by whom, when and why. What moved its credit
/// stands in its statement.
/// </summary>
internal sealed record GetCustomerHistory(string CustomerId, PageRequest Page) : IRequest<Page<CustomerHistoryEntry>>
{
    internal sealed class Handler(IEventLog log, NpgsqlDataSource source, ReadBarrier barrier) : IRequestHandler<GetCustomerHistory, Page<CustomerHistoryEntry>>
    {
        private const string OfPackages = """
            SELECT position, kind, recorded_at, actor, reason, assignment_id, package_id, did, effective_from, quantity, auto_decrement_credit, end_date
            FROM (
                SELECT position, 'assigned' AS kind, recorded_at, actor, reason, assignment_id, package_id, did, start_date AS effective_from,
                    quantity, auto_decrement_credit, NULL::date AS end_date
                FROM subscriptions.assignments WHERE customer_id = $1
                UNION ALL
                SELECT c.position, c.kind, c.recorded_at, c.actor, c.reason, assignment_id, package_id, did, c.effective_from,
                    c.quantity, c.auto_decrement_credit, c.end_date
                FROM subscriptions.assignment_changes c JOIN subscriptions.assignments a USING (assignment_id) WHERE a.customer_id = $1) entries
            WHERE position > $2 AND position <= $3
            ORDER BY position LIMIT $4
            """;

        public async Task<Page<CustomerHistoryEntry>> Handle(GetCustomerHistory request, CancellationToken cancellationToken)
        {
            await barrier.Cover(SubscriptionsProjection.ProjectionName, cancellationToken);
            // Both sources are read up to the same event, so that no page leaves out what came while it was made.
            var (after, through) = (request.Page.AfterNumber ?? 0, await log.SafePosition(cancellationToken));
            await barrier.Cover(SubscriptionsProjection.ProjectionName, cancellationToken);
            var own = await OfCustomer(request.CustomerId, cancellationToken);
            if (own.Count == 0) throw Refuse.NotFound("customerId", "customer", request.CustomerId);
            var entries = own.Where(entry => entry.Position > after && entry.Position <= through).ToList();
            var packages = await Packages(request, after, through, cancellationToken);
            var keys = await log.ReadActorKeys([.. packages.Select(entry => Assignment.Stream(entry.AssignmentId!)).Distinct()], cancellationToken);
            entries.AddRange(packages.Select(entry => entry with { ActorKeyId = keys.GetValueOrDefault(entry.Position) }));
            return request.Page.Of([.. entries.OrderBy(entry => entry.Position).Take(request.Page.Limit + 1)], entry => entry.Position.ToString(CultureInfo.InvariantCulture));
        }

        // A few events in a customer's whole life: people edit it, and features follow its packages.
        private async Task<IReadOnlyList<CustomerHistoryEntry>> OfCustomer(string customerId, CancellationToken ct)
        {
            var streams = await log.ReadStreams([Customer.Stream(customerId), CustomerFeatures.Stream(customerId)], ct);
            return streams.ContainsKey(Customer.Stream(customerId)) ? [.. streams.Values.SelectMany(events => events).Select(Entry).OfType<CustomerHistoryEntry>()] : [];
        }

        private async Task<List<CustomerHistoryEntry>> Packages(GetCustomerHistory request, long after, long through, CancellationToken ct)
        {
            await using var command = source.CreateCommand(OfPackages);
            command.Parameters.AddValues(request.CustomerId, after, through, request.Page.Limit + 1);
            await using var row = await command.ExecuteReaderAsync(ct);
            List<CustomerHistoryEntry> entries = [];
            while (await row.ReadAsync(ct))
                entries.Add(new(row.GetInt64(0), row.GetString(1), row.GetFieldValue<DateTimeOffset>(2), row.GetString(3), Text(row, 4))
                {
                    AssignmentId = row.GetString(5),
                    PackageId = row.GetString(6),
                    Did = Text(row, 7),
                    EffectiveFrom = row.GetFieldValue<DateOnly?>(8),
                    Quantity = row.GetFieldValue<int?>(9),
                    AutoDecrementCredit = row.GetFieldValue<bool?>(10),
                    EndDate = row.GetFieldValue<DateOnly?>(11),
                });
            return entries;
        }

        private static CustomerHistoryEntry? Entry(StoredEvent stored) => stored.Data switch
        {
            CustomerRegistered made => Of(stored, "registered") with { Name = made.Name, TimeZone = made.TimeZone, CreditLimit = made.CreditLimit },
            CustomerRenamed renamed => Of(stored, "renamed") with { Name = renamed.Name },
            CustomerCreditLimitChanged changed => Of(stored, "creditLimitChanged") with { CreditLimit = changed.CreditLimit },
            CustomerTimeZoneChanged moved => Of(stored, "timeZoneChanged") with { TimeZone = moved.TimeZone },
            CustomerErased => Of(stored, "erased"),
            PlatformFeatureEnabled enabled => Of(stored, "featureEnabled") with { PlatformFeature = enabled.PlatformFeature, EffectiveFrom = enabled.On },
            PlatformFeatureDisabled disabled => Of(stored, "featureDisabled") with { PlatformFeature = disabled.PlatformFeature, EffectiveFrom = disabled.On },
            _ => null,
        };

        private static CustomerHistoryEntry Of(StoredEvent stored, string what) =>
            new(stored.Position, what, stored.Metadata.RecordedAt, stored.Metadata.Actor, stored.Metadata.Reason) { ActorKeyId = stored.Metadata.KeyId };

        private static string? Text(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);
    }

    internal static void Map(RouteGroupBuilder customers) =>
        customers.MapGet("{customerId}/history", async (string customerId, string? limit, string? after, IMediator mediator, CancellationToken ct) =>
            TypedResults.Ok(await mediator.Send(new GetCustomerHistory(customerId, PageRequest.Read(limit, after)), ct)))
            .AllowRead().WithName(nameof(GetCustomerHistory)).WithSummary("Shows what has become of a customer and its packages: by whom, when and why.");
}

/// <summary>One thing that became of a customer. What an entry is not about is null.</summary>
/// <param name="Position">Where in the log it was recorded.</param>
/// <param name="Event">
/// <c>registered</c>, <c>renamed</c>, <c>creditLimitChanged</c>, <c>timeZoneChanged</c>, <c>erased</c>, <c>featureEnabled</c>,
/// <c>featureDisabled</c>; of a package <c>assigned</c>, <c>changed</c>, <c>ended</c> or <c>cancelled</c>.
/// </param>
/// <param name="RecordedAt">When it became known.</param>
/// <param name="Actor">Whose key.</param>
/// <param name="Reason">Why, when a reason was given.</param>
internal sealed record CustomerHistoryEntry(long Position, string Event, DateTimeOffset RecordedAt, string Actor, string? Reason)
{
    /// <summary>The id of that key; null for the product itself.</summary>
    public string? ActorKeyId { get; init; }

    /// <summary>The name from then on.</summary>
    public string? Name { get; init; }

    /// <summary>The time zone from then on.</summary>
    public string? TimeZone { get; init; }

    /// <summary>The credit limit from then on.</summary>
    public decimal? CreditLimit { get; init; }

    /// <summary>The upstream service that was switched.</summary>
    public string? PlatformFeature { get; init; }

    /// <summary>The assignment that it is about.</summary>
    public string? AssignmentId { get; init; }

    /// <summary>The assignment's package.</summary>
    public string? PackageId { get; init; }

    /// <summary>The assignment's DID, digits only.</summary>
    public string? Did { get; init; }

    /// <summary>The date from which it holds.</summary>
    public DateOnly? EffectiveFrom { get; init; }

    /// <summary>The quantity from then on.</summary>
    public int? Quantity { get; init; }

    /// <summary>Whether lines take credit from then on.</summary>
    public bool? AutoDecrementCredit { get; init; }

    /// <summary>The last day that was set.</summary>
    public DateOnly? EndDate { get; init; }
}
