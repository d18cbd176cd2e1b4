namespace PackageBilling.Portal;

/// <summary>What screens say of the interface's answers.</summary>
internal static class ContractExtensions
{
    extension(AssignedPackage assignment)
    {
        /// <summary>The package's name, or its id while it has none.</summary>
        public string Name => assignment.PackageName ?? assignment.PackageId;
    }

    extension(CustomerFeature feature)
    {
        /// <summary>Whether the provisioning system has still to confirm what was asked for.</summary>
        public bool IsOpen => feature.State != feature.Wanted;
    }

    extension(TermsView terms)
    {
        /// <summary>How often it bills, as forms spell it.</summary>
        public string FrequencyCode => Kinds.Code(terms.Frequency);

        /// <summary>When it bills, as forms spell it.</summary>
        public Schedule Schedule => new(terms.FrequencyCode,
            [.. terms.FrequencyMatch.Select(day => day.ToString()!)], terms.FrequencyInterval,
            terms.Anchor == Anchor.Start);

        /// <summary>When it bills, in words.</summary>
        public string Bills => Frequencies.Words(terms.Schedule);

        /// <summary>What else is unlike most packages, in words; empty for nothing.</summary>
        public string Others(Formats formats) => string.Join("; ", ((string?[])
        [
            terms.Prorate.Count > 0 ? $"prorate {string.Join(", ", terms.Prorate)}" : null,
            terms.MinimumSpend is { } spend
                ? $"minimum spend {formats.Amount(spend)}{(terms.MinimumProrated ? " in proportion" : "")}" : null,
            terms.RolloverMinutes > 0 ? $"rollover of {formats.Count(terms.RolloverMinutes)} minutes" : null,
            terms.MinutesTimesQuantity ? "minutes for each unit" : null,
        ]).OfType<string>());
    }

    extension(PackageView package)
    {
        public bool GrantsMinutes => package.Type == PackageType.FreeMinutes;
    }

    extension(AssignmentCounts counts)
    {
        /// <summary>Those that terms from the date on still bear upon.</summary>
        public long Affected => counts.Active + counts.Paused + counts.Upcoming;

        public long All => counts.Active + counts.Paused + counts.Upcoming + counts.Ended + counts.Cancelled;
    }
}
