namespace PackageBilling.Catalog;

/// <summary>
/// Gives many packages new prices from a date on, all or none (api: packages/reprice). Retired packages are among them,
/// since their assignments go on. The host asks for it and puts the effect beside it.
/// </summary>
/// <param name="Given">Which packages, and how their prices change.</param>
/// <param name="Simulate">Whether nothing is to be written.</param>
/// <param name="Reason">Why.</param>
internal sealed record RepricePackages(Repricing Given, bool Simulate, string? Reason) : IRequest<RepriceReport>
{
    internal sealed class Validator : AbstractValidator<RepricePackages>
    {
        public Validator()
        {
            RuleFor(x => x.Given).SetValidator(new RepricingRules()).OverridePropertyName("");
            RuleFor(x => x.Reason).Line(Texts.Reason);
        }
    }

    /// <summary>The revision that gives a package its new prices; null when they are what they were.</summary>
    internal static PackageRevised? Decide(Repricing repricing, Package package, DateOnly from, DateTimeOffset now)
    {
        var before = package.TermsOn(from);
        PackageTerms after;
        try
        {
            after = before.With(repricing);
        }
        catch (RepricingException e)
        {
            throw Problem.Rule(repricing.Percent is null ? "amount" : "percent",
                $"package {package.Defined.PackageId}: {e.Message}");
        }
        if (Changes.None(before, after)) return null;
        RevisePackage.EnsureNotOver(from, now, before, after);
        return new(package.Defined.PackageId, from, after);
    }

    internal sealed class Handler(
        IEventLog log, CommandLog commands, RequestContext context, NpgsqlDataSource source, ReadBarrier barrier)
        : IRequestHandler<RepricePackages, RepriceReport>
    {
        private const string Sql = $"{PackageRows.OnDate} ORDER BY p.package_id";

        public async Task<RepriceReport> Handle(RepricePackages request, CancellationToken cancellationToken)
        {
            var (repricing, now) = (request.Given, commands.Now);
            var from = repricing.EffectiveFrom ?? TimeZones.UtcToday(now);
            var ids = await Fitting(repricing, from, cancellationToken);
            var streams = await log.ReadStreams([.. ids.Select(Package.Stream)], cancellationToken);
            var (appends, report) = (new List<StreamAppend>(), new List<RepricedPackage>());
            foreach (var id in ids)
            {
                var (package, version) = streams.Fold<Package>(Package.Stream(id), Package.Evolve);
                var revised = Decide(repricing, package!, from, now);
                if (revised is not null) appends.Add(new(Package.Stream(id), version, [revised]));
                var before = package!.TermsOn(from);
                report.Add(new(id, before.Name, package.Defined.Currency, package.IsRetired,
                    Prices(repricing, before, revised?.Terms ?? before), package.NextEffectiveFrom(from)));
            }
            var answer = new RepriceReport(request.Simulate, from, report, null);
            if (request.Simulate) return answer;
            context.Reason = request.Reason ?? context.Reason;
            return await commands.Commit(answer, cancellationToken, appends);
        }

        private async Task<List<string>> Fitting(Repricing repricing, DateOnly from, CancellationToken ct)
        {
            await barrier.Cover(CatalogProjection.ProjectionName, ct);
            await using var command = source.CreateCommand(Sql);
            command.Parameters.AddValues(from);
            await using var rows = await command.ExecuteReaderAsync(ct);
            List<string> ids = [];
            while (await rows.ReadAsync(ct))
                if (PackageRows.View(rows) is var package
                    && repricing.Filter?.Fits(package.PackageId, package.Name, package.Currency) != false)
                    ids.Add(package.PackageId);
            var missing = repricing.Filter?.PackageIds?.Except(ids, StringComparer.Ordinal).FirstOrDefault();
            return missing is not null
                ? throw Problem.Rule("filter.packageIds", $"no package {missing} fits the filter")
                : ids.Count > 0 ? ids : throw Problem.Rule("filter", "no package fits");
        }

        private static IReadOnlyList<RepricedPrice> Prices(
            Repricing repricing, PackageTerms before, PackageTerms after) =>
        [
            .. from price in Repricing.Prices
               where repricing.Includes(price)
               let old = Of(before, price)
               where old is not null
               select new RepricedPrice(price, old.Value, Of(after, price)!.Value),
        ];

        private static decimal? Of(PackageTerms terms, string price) => price switch
        {
            "retail" => terms.Retail,
            "cost" => terms.Cost,
            "setupRetail" => terms.SetupRetail,
            "setupCost" => terms.SetupCost,
            _ => terms.MinimumSpend,
        };
    }
}
