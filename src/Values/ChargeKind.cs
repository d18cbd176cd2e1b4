namespace PackageBilling.Values;

/// <summary>What an amount is, in the order in which an assignment's lines are decided and posted.</summary>
public enum ChargeKind
{
    /// <summary>Once in an assignment's life.</summary>
    Setup = 0,

    /// <summary>On every date that matches.</summary>
    Recurring = 1,

    /// <summary>A part of a period, where activity begins or ends or own terms change inside it.</summary>
    Proration = 2,

    /// <summary>What an interval's calls fell short of the minimum.</summary>
    MinimumSpend = 3,

    /// <summary>A posted line taken back.</summary>
    Reversal = 4,

    /// <summary>
    /// What a past line, or a gap where one was due, falls short of what is known by now; less than 0 for what it
    /// exceeds.
    /// </summary>
    Restatement = 5,
}

/// <summary>Kinds as ids, reports and lists spell them.</summary>
public static class ChargeKinds
{
    private static readonly string[] Names = ["setup", "recurring", "proration", "minimumSpend",
        "reversal", "restatement"];

    /// <summary>The kind as it is spelled.</summary>
    public static string Text(this ChargeKind kind) => Names[(int)kind];

    /// <summary>A kind from its spelling; null when there is none.</summary>
    public static ChargeKind? Parse(ReadOnlySpan<char> text)
    {
        for (var kind = 0; kind < Names.Length; kind++)
            if (text.SequenceEqual(Names[kind])) return (ChargeKind)kind;
        return null;
    }
}
