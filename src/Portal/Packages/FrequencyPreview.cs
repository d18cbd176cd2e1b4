namespace PackageBilling.Portal;

/// <summary>What the type and the frequency chosen so far mean: asked from inside the form while it is filled
/// in.</summary>
internal static class FrequencyPreview
{
    public static IResult Show(HttpContext http) =>
        Page.Of<FrequencyPart>(new { Form = FormState.Of(http.Request.Query) });

    /// <summary>The terms of free minutes, for packages that grant them.</summary>
    public static IResult Minutes(HttpContext http) =>
        Page.Of<MinutesPart>(new { Form = FormState.Of(http.Request.Query) });
}
