using System.Globalization;

namespace PackageBilling.Portal;

/// <summary>How a package's billing periods are counted, and what is charged of a part of one.</summary>
public partial class PeriodFields
{
    private const string MinimumHelp =
        "What calls must come to per unit and interval; what is missing is charged. Retail and minimum spend are both "
        + "billed: set retail to 0 to bill only the minimum. Like any charge, it takes credit only with Auto "
        + "decrement credit on.";

    private static readonly (string Value, string Text)[] Parts =
    [
        ("first", "First: when it starts or is resumed between billing days, the rest of the period is charged"),
        ("last", "Last: when it ends or is paused between billing days, the rest of the period is given back"),
        ("changes", "Changes: when quantity or own prices change between billing days, the difference for the rest "
            + "of the period is charged or given back"),
    ];

    [Parameter, EditorRequired] public FormState Form { get; set; } = null!;

    /// <summary>What is chosen so far, with a frequency other than none.</summary>
    [Parameter, EditorRequired] public Schedule Schedule { get; set; } = null!;

    private string MaxInterval => Frequencies.MaxInterval(Schedule.Frequency).ToString(CultureInfo.InvariantCulture);

    private string IntervalHelp => Schedule.Frequency switch
    {
        "monthly" => "Bills every this many months: 3 is quarterly, 12 is yearly",
        "weekly" => "Bills every this many weeks",
        _ => "Bills every this many days",
    };

    private string AnchorHelp => (Schedule.Frequency, Schedule.FromStart) switch
    {
        ("monthly", false) => "Where intervals are counted from: the calendar counts months from January",
        (_, false) => $"Where intervals are counted from: the calendar counts from {Frequencies.FirstMonday}",
        ("daily", _) => "Intervals are counted from the assignment's start",
        _ => "Intervals are counted from the assignment's start; without a chosen day, the start's own day bills",
    };
}
