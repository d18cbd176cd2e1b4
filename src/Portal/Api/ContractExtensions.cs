namespace PackageBilling.Portal;

/// <summary>What screens say of the interface's answers.</summary>
internal static class ContractExtensions
{
    extension(AssignedPackage assignment)
    {
        /// <summary>The package's name, or its id while it has none.</summary>
        public string Name => assignment.PackageName ?? assignment.PackageId;
    }

    extension(TermsView terms)
    {
        /// <summary>How often it bills, as forms spell it.</summary>
        public string FrequencyCode => Kinds.Code(terms.Frequency);

        /// <summary>The matching days as forms spell them: mon to sun, or 1 to 31.</summary>
        public IReadOnlyList<string> Days => [.. terms.FrequencyMatch.Select(day => day.ToString()!)];

        /// <summary>When it bills, in words.</summary>
        public string Bills => Frequencies.Words(terms.FrequencyCode, terms.Days);
    }

    extension(PackageView package)
    {
        public bool GrantsMinutes => package.Type == PackageType.FreeMinutes;
    }

    extension(AssignmentCounts counts)
    {
        /// <summary>Those that terms from the date on still bear upon.</summary>
        public long Affected => counts.Active + counts.Upcoming;

        public long All => counts.Active + counts.Upcoming + counts.Ended + counts.Cancelled;
    }
}
