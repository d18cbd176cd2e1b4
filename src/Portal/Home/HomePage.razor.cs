namespace PackageBilling.Portal;

public partial class HomePage
{
    private const int DryShown = 5;

    /// <summary>What runs whose business date is today have charged.</summary>
    [Parameter, EditorRequired] public IReadOnlyList<CurrencyTotalsView> Today { get; set; } = [];
    [Parameter, EditorRequired] public DateOnly MonthFrom { get; set; }

    /// <summary>What runs have charged for business dates of this month up to today.</summary>
    [Parameter, EditorRequired] public IReadOnlyList<CurrencyTotalsView> Month { get; set; } = [];
    [Parameter] public bool More { get; set; }
    /// <summary>The runs that started last, of any business date.</summary>
    [Parameter, EditorRequired] public IReadOnlyList<RunView> Latest { get; set; } = [];
    [Parameter, EditorRequired] public ScheduleView Schedule { get; set; } = null!;
    [Parameter] public IReadOnlyList<SilentHook>? Hooks { get; set; }

    /// <summary>Who is out of credit; null while it is not known.</summary>
    [Parameter] public Page<NamedAccount>? Dry { get; set; }

    private ScheduledZone? Next =>
        Schedule.Zones.Where(zone => Schedule.Enabled && zone.NextAt is not null).MinBy(zone => zone.NextAt);
}
