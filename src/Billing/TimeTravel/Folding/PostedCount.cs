namespace PackageBilling.Billing;

/// <summary>How often one exactly-once key was posted, and how many of these postings stand.</summary>
internal readonly record struct PostedCount(int Times, int Standing)
{
    public Posted Posted => new(Times, Standing > 0);

    /// <summary>After one more posting, the <paramref name="nth"/>, or (0 and -1) after one was taken back.</summary>
    public PostedCount With(int nth, int standing) => new(Math.Max(Times, nth), Standing + standing);
}
