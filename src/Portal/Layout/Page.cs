using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http.HttpResults;

namespace PackageBilling.Portal;

/// <summary>Makes an answer of a page. All that it shows was read before:
/// rendering asks nobody and cannot fail half-way.</summary>
internal static class Page
{
    public static IResult Of<TPage>(object? values = null, int status = StatusCodes.Status200OK)
        where TPage : IComponent =>
        new RazorComponentResult<TPage>(values ?? new { }) { StatusCode = status, PreventStreamingRendering = true };
}
