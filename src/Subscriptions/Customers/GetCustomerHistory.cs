using System.Globalization;

namespace PackageBilling.Subscriptions;

/// <summary>
/// Shows what has become of a customer and of its packages, in the order recorded: by whom, when and why. What moved
/// its credit stands in its statement.
/// </summary>
internal sealed record GetCustomerHistory(string CustomerId, PageRequest Page) : IRequest<Page<CustomerHistoryEntry>>
{
    internal sealed class Handler(IEventLog log, NpgsqlDataSource source, ReadBarrier barrier)
        : IRequestHandler<GetCustomerHistory, Page<CustomerHistoryEntry>>
    {
        private const string OfPackages = """
            SELECT position, assignment_id FROM subscriptions.assignment_history
            WHERE customer_id = $1 AND position > $2 AND position <= $3 ORDER BY position LIMIT $4
            """;

        public async Task<Page<CustomerHistoryEntry>> Handle(
            GetCustomerHistory request, CancellationToken cancellationToken)
        {
            await barrier.Cover(SubscriptionsProjection.ProjectionName, cancellationToken);
            // Both sources are read up to the same event, so that no page leaves out what came while it was made.
            var (after, through) = (request.Page.AfterNumber ?? 0, await log.SafePosition(cancellationToken));
            await barrier.Cover(SubscriptionsProjection.ProjectionName, cancellationToken);
            var own = await OfCustomer(request.CustomerId, cancellationToken);
            if (own.Count == 0) throw Problem.NotFound("customerId", "customer", request.CustomerId);
            var entries = own.Where(entry => entry.Position > after && entry.Position <= through).ToList();
            entries.AddRange(await Packages(request, after, through, cancellationToken));
            return request.Page.Of([.. entries.OrderBy(entry => entry.Position).Take(request.Page.Limit + 1)],
                entry => entry.Position.ToString(CultureInfo.InvariantCulture));
        }

        // A few events in a customer's whole life: people edit it, and features follow its packages.
        private async Task<IReadOnlyList<CustomerHistoryEntry>> OfCustomer(string customerId, CancellationToken ct)
        {
            var streams = await log.ReadStreams([Customer.Stream(customerId), CustomerFeatures.Stream(customerId)], ct);
            return streams.ContainsKey(Customer.Stream(customerId))
                ? [.. streams.Values.SelectMany(events => events).Select(Entry).OfType<CustomerHistoryEntry>()] : [];
        }

        private async Task<IEnumerable<CustomerHistoryEntry>> Packages(
            GetCustomerHistory request, long after, long through, CancellationToken ct)
        {
            await using var command = source.CreateCommand(OfPackages);
            command.Parameters.AddValues(request.CustomerId, after, through, request.Page.Limit + 1);
            var (positions, streams) = (new HashSet<long>(), new HashSet<string>(StringComparer.Ordinal));
            await using (var row = await command.ExecuteReaderAsync(ct))
                while (await row.ReadAsync(ct))
                {
                    positions.Add(row.GetInt64(0));
                    streams.Add(Assignment.Stream(row.GetString(1)));
                }
            return (await log.ReadStreams(streams, ct)).Values
                .SelectMany(events => events.Where(stored => positions.Contains(stored.Position))
                    .Select(stored => Entry(stored, (PackageAssigned)events[0].Data)));
        }

        private static CustomerHistoryEntry Entry(StoredEvent stored, PackageAssigned assigned)
        {
            var entry = GetAssignment.Entry(stored);
            return Of(stored, entry.Event, entry) with
            {
                AssignmentId = assigned.AssignmentId, PackageId = assigned.PackageId, Did = assigned.Did,
                EffectiveFrom = entry.EffectiveFrom, EndDate = entry.EndDate,
            };
        }

        private static CustomerHistoryEntry? Entry(StoredEvent stored) => stored.Data switch
        {
            CustomerRegistered made => Of(stored, "registered") with { Name = made.Name, TimeZone = made.TimeZone,
                CreditLimit = made.CreditLimit },
            CustomerRenamed renamed => Of(stored, "renamed") with { Name = renamed.Name },
            CustomerCreditLimitChanged changed =>
                Of(stored, "creditLimitChanged") with { CreditLimit = changed.CreditLimit },
            CustomerTimeZoneChanged moved => Of(stored, "timeZoneChanged") with { TimeZone = moved.TimeZone },
            CustomerBillingChanged changed => Of(stored, "billingChanged") with { Name = changed.Name,
                Address = changed.Address, Email = changed.Email, TaxId = changed.TaxId,
                PaymentTermsDays = changed.PaymentTermsDays },
            CustomerTaxRatesChanged changed => Of(stored, "taxRatesChanged") with {
                EffectiveFrom = changed.EffectiveFrom, TaxRates = changed.Rates.Named() },
            CustomerErased => Of(stored, "erased"),
            IPlatformFeatureEvent feature => Feature(stored, feature),
            _ => null,
        };

        // That it was asked for again tells nothing of the customer; the feature itself shows how often.
        private static CustomerHistoryEntry? Feature(StoredEvent stored, IPlatformFeatureEvent feature)
        {
            var (what, wanted, detail) = feature switch
            {
                PlatformFeatureRequested fact => ("featureRequested", fact.Wanted, null),
                PlatformFeatureAcknowledged fact => ("featureAcknowledged", fact.Wanted, fact.Detail),
                PlatformFeatureFailed fact => ("featureFailed", fact.Wanted, fact.Detail),
                PlatformFeatureEnabled fact => ("featureEnabled", PlatformFeatureState.Enabled, fact.Detail),
                PlatformFeatureDisabled fact => ("featureDisabled", PlatformFeatureState.Disabled, fact.Detail),
                _ => ((string?)null, default, (string?)null),
            };
            return what is null ? null : Of(stored, what) with
            {
                PlatformFeature = feature.PlatformFeature, EffectiveFrom = feature.On, Wanted = wanted, Detail = detail,
                AssignmentId = feature.For?.AssignmentId, PackageId = feature.For?.PackageId, Did = feature.For?.Did,
            };
        }

        private static CustomerHistoryEntry Of(StoredEvent stored, string what, OwnTerms? terms = null) =>
            new(stored.Position, what, stored.Metadata.RecordedAt, stored.Metadata.Actor, stored.Metadata.Reason, terms)
            {
                ActorKeyId = stored.Metadata.KeyId,
            };
    }

    internal static void Map(RouteGroupBuilder customers) =>
        customers.MapGet("{customerId}/history", async (
            string customerId, string? limit, string? after, IMediator mediator, CancellationToken ct) =>
            TypedResults.Ok(
                await mediator.Send(new GetCustomerHistory(customerId, PageRequest.Read(limit, after)), ct)))
            .AllowRead().WithName(nameof(GetCustomerHistory))
            .WithSummary("Shows what has become of a customer and its packages: by whom, when and why.");
}
