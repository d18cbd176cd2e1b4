namespace PackageBilling.Catalog;

/// <summary>Packages and their terms as the interface shows them.</summary>
internal static class PackageViewExtensions
{
    extension(TermsView)
    {
        public static TermsView Of(PackageTerms terms) => new()
        {
            Name = terms.Name,
            Description = terms.Description,
            Retail = terms.Retail,
            Cost = terms.Cost,
            SetupRetail = terms.SetupRetail,
            SetupCost = terms.SetupCost,
            Quantity = terms.Quantity,
            Frequency = terms.Frequency,
            FrequencyMatch = Values.FrequencyMatch.Show(terms.Weekdays, terms.MonthDays),
            FrequencyInterval = terms.FrequencyInterval,
            Anchor = terms.Anchor,
            Prorate = Spelling.Show(terms.Prorate),
            Destinations = terms.Destinations,
            MinimumSpend = terms.MinimumSpend,
            MinimumProrated = terms.MinimumProrated,
            RolloverMinutes = terms.RolloverMinutes,
            MinutesTimesQuantity = terms.MinutesTimesQuantity,
            MinimumDays = terms.MinimumDays,
            PlatformFeature = terms.PlatformFeature,
        };
    }

    extension(PackageView)
    {
        public static PackageView Of(Package package, DateOnly on) => new(TermsView.Of(package.TermsOn(on)))
        {
            PackageId = package.Defined.PackageId,
            Type = package.Defined.Type,
            Currency = package.Defined.Currency,
            Retired = package.IsRetired,
            EffectiveFrom = package.RevisionOn(on)?.EffectiveFrom,
            NextEffectiveFrom = package.NextEffectiveFrom(on),
        };
    }
}
