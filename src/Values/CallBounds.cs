namespace PackageBilling.Values;

/// <summary>What a call may be, wherever it comes from.</summary>
public static class CallBounds
{
    /// <summary>A call ID, in characters.</summary>
    public const int IdLength = 200;

    /// <summary>The longest call: a line that is open for a month without a pause.</summary>
    public const int Seconds = 31 * 24 * 60 * 60;

    /// <summary>Whether a text can be a call ID: printable characters, so that it can be shown, logged and searched
    /// for.</summary>
    public static bool IsId(string text) =>
        text.Length is >= 1 and <= IdLength && !text.Any(char.IsControl) && !string.IsNullOrWhiteSpace(text);
}
