using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.DependencyInjection;

namespace PackageBilling.Foundation;

/// <summary>A command that simulates, and writes nothing, unless it says otherwise.</summary>
public interface ISimulated
{
    /// <summary>Whether nothing is to be written.</summary>
    bool Simulate { get; }
}

/// <summary>
/// The rule of routes that simulate for every role and post for some: it looks at the command that was sent. What it
/// demands is part of the interface's description, as <c>x-roles-to-post</c>.
/// </summary>
/// <param name="roles">The roles that may post.</param>
public sealed class MayPost(IReadOnlyList<string> roles)
    : AuthorizationHandler<MayPost, ISimulated>, IAuthorizationRequirement
{
    /// <summary>The roles that may post.</summary>
    public IReadOnlyList<string> Roles { get; } = roles;

    /// <inheritdoc/>
    protected override Task HandleRequirementAsync(
        AuthorizationHandlerContext context, MayPost requirement, ISimulated resource)
    {
        if (resource.Simulate || requirement.Roles.Any(context.User.IsInRole)) context.Succeed(requirement);
        return Task.CompletedTask;
    }

    /// <summary>Refuses (403) a command that the caller's role may only simulate.</summary>
    internal static async ValueTask<object?> Check(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        var rule = http.GetEndpoint()!.Metadata.GetRequiredMetadata<MayPost>();
        var command = context.Arguments.OfType<ISimulated>().Single();
        var authorization = http.RequestServices.GetRequiredService<IAuthorizationService>();
        var decided = await authorization.AuthorizeAsync(http.User, command, rule);
        return decided.Succeeded ? await next(context)
            : throw new ProblemException(
                ProblemKind.Forbidden, "simulate",
                $"must be true: posting is for the roles {string.Join(" and ", rule.Roles)}");
    }
}
