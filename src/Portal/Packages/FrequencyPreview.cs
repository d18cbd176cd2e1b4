namespace PackageBilling.Portal;

/// <summary>What the frequency chosen so far means: asked from inside the form while it is filled in.</summary>
internal static class FrequencyPreview
{
    public static IResult Show(HttpContext http) =>
        Page.Of<FrequencyPart>(new { Form = FormState.Of(http.Request.Query) });
}
