using Microsoft.AspNetCore.Authentication;

namespace PackageBilling.Portal;

/// <summary>
/// Makes a visitor who is signed in known to pages that need no session. A form's token is bound to who loaded the
/// form, so these pages must take it for the same visitor as the page did that wrote it.
/// </summary>
internal sealed class KnowVisitor : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        if ((await http.AuthenticateAsync(Session.Scheme)).Principal is { } visitor) http.User = visitor;
        return await next(context);
    }
}
