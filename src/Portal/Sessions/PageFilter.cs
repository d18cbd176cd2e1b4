using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;

namespace PackageBilling.Portal;

/// <summary>
/// What all pages share: headers that keep foreign scripts, styles and frames out, forms that only this portal can have
/// sent, and a page that says what to do when the interface refuses.
/// </summary>
internal sealed class PageFilter(IAntiforgery antiforgery) : IEndpointFilter
{
    // Bootstrap's own pictures in its style sheet are data addresses.
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
            + "form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        var headers = http.Response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "same-origin";
        // Both, and the older header: with less, writing a form's token makes it this and warns.
        headers.CacheControl = "no-cache, no-store";
        headers.Pragma = "no-cache";
        var visit = http.RequestServices.GetService(typeof(Visit)) as Visit
            ?? throw new InvalidOperationException("The portal was not added.");
        visit.Begin(http);
        try
        {
            if (!HttpMethods.IsGet(http.Request.Method)) await antiforgery.ValidateRequestAsync(http);
            return await next(context);
        }
        catch (Exception refused) when (IsTooLarge(refused))
        {
            return Problem.Page(StatusCodes.Status413PayloadTooLarge, "That is too large",
                "Nothing was changed. Send it in smaller parts.");
        }
        catch (AntiforgeryValidationException)
        {
            return Problem.Page(StatusCodes.Status400BadRequest, "This form is out of date",
                "Go back, load the page again and send it once more. Nothing was changed.");
        }
        catch (ApiRefusedException refused) when (refused.Status == StatusCodes.Status401Unauthorized
            && visit.Session is not null)
        {
            await http.SignOutAsync(Session.Scheme);
            return visit.Done(SignIn.Address(visit.Here), "Your API key is no longer valid. Sign in with another one.");
        }
        catch (ApiRefusedException refused)
        {
            return Problem.Page(refused);
        }
        catch (HttpRequestException)
        {
            return Problem.Page(StatusCodes.Status502BadGateway, "The billing interface does not answer",
                "Try again in a moment. If it stays like this, tell whoever runs the host.");
        }
    }

    // Whoever reads the form first meets the limit, and may wrap what it met.
    private static bool IsTooLarge(Exception refused) =>
        (refused as BadHttpRequestException ?? refused.InnerException as BadHttpRequestException)
            ?.StatusCode == StatusCodes.Status413PayloadTooLarge;
}
