using System.Runtime.CompilerServices;
using FluentValidation;

namespace PackageBilling.Modules.Tests;

/// <summary>How tests speak of refusals: by status and by the field that is to blame.</summary>
internal static class Rules
{
    // The pipeline's spelling of field names is set up where it is registered, and a validator takes it
    // when it is made: before any test.
    [ModuleInitializer]
    internal static void SpellFieldNames() =>
        new Microsoft.Extensions.DependencyInjection.ServiceCollection().AddRequests();

    /// <summary>The fields that a validator finds fault with.</summary>
    public static string[] Faults<T>(this IValidator<T> validator, T request) =>
        [.. validator.Validate(request).Errors.Select(error => error.PropertyName).Distinct()];

    /// <summary>Expects a refusal.</summary>
    public static void ShouldBeRefused(this Func<object?> decide, ProblemKind refusal, string field)
    {
        var refused = Should.Throw<ProblemException>(() => decide());
        (refused.Kind, refused.Field).ShouldBe((refusal, field));
    }
}
