namespace PackageBilling.Portal;

/// <summary>The page that says why there is none, and what to do.</summary>
internal static class Problem
{
    public static IResult Page(int status, string title, string advice) =>
        Portal.Page.Of<ProblemPage>(new { Title = title, Advice = advice, Details = Array.Empty<string>() }, status);

    public static IResult NotFound() =>
        Page(StatusCodes.Status404NotFound, "There is no such page", "Check the address, or choose from the menu.");

    public static IResult NotYours() =>
        Page(StatusCodes.Status403Forbidden, "Your key may not do this",
            "Ask for a key with another role, or sign in with one.");

    public static IResult Page(ApiRefusedException refused)
    {
        var (title, advice) = refused.Status switch
        {
            403 => ("Your key may not do this", "Ask for a key with another role, or sign in with one."),
            404 => ("There is no such thing", "It may have been given another id. Look for it in its list."),
            409 => ("That contradicts what is there", "Nothing was changed. Go back and look at it again."),
            412 => ("Somebody else has changed this meanwhile",
                "Nothing was changed. Load the page again and look at what it is now."),
            413 => ("That is too large", "Nothing was changed. Send it in smaller parts."),
            429 => ("Too many requests", "Wait a few seconds and try again."),
            503 => ("Not up to date yet", "The books are just being written. Try again in a few seconds."),
            >= 500 => ("Something went wrong",
                "It has been logged. Try again; if it stays like this, tell whoever runs the host."),
            _ => ("That was refused", "Nothing was changed."),
        };
        var details = refused.Errors.SelectMany(field => field.Value.Select(message => $"{field.Key}: {message}"))
            .DefaultIfEmpty(refused.Message).ToArray();
        return Portal.Page.Of<ProblemPage>(new { Title = title, Advice = advice, Details = details }, refused.Status);
    }
}
