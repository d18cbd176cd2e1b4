namespace PackageBilling.Foundation;

/// <summary>Why a request was refused; decides the HTTP status.</summary>
public enum ProblemKind
{
    /// <summary>It could not be read: 400.</summary>
    Malformed,

    /// <summary>The caller's role may not do that: 403.</summary>
    Forbidden,

    /// <summary>There is no such thing: 404.</summary>
    NotFound,

    /// <summary>It contradicts what is there: 409.</summary>
    Conflict,

    /// <summary>What the caller saw has changed since: 412.</summary>
    Changed,

    /// <summary>Its body is of another media type or charset: 415.</summary>
    MediaType,

    /// <summary>A rule forbids it: 422.</summary>
    Rule,
}

/// <summary>A request was refused; nothing was written.</summary>
/// <param name="kind">Why.</param>
/// <param name="field">The field or path part that is to blame, in the interface's spelling;
/// empty when it is the request as a whole.</param>
/// <param name="message">The rule, in a sentence that says what to do.</param>
public sealed class ProblemException(ProblemKind kind, string field, string message) : Exception(message)
{
    /// <summary>Why.</summary>
    public ProblemKind Kind { get; } = kind;

    /// <summary>The field that is to blame.</summary>
    public string Field { get; } = field;

    /// <summary>The events that it is refused for, first ones first; null when it is not for events.</summary>
    public IReadOnlyList<object>? Events { get; init; }

    /// <summary>How many events there are, also those that are not listed.</summary>
    public int EventCount { get; init; }
}

/// <summary>Short ways to refuse.</summary>
public static class Problem
{
    /// <summary>A rule forbids it (422).</summary>
    public static ProblemException Rule(string field, string message) => new(ProblemKind.Rule, field, message);

    /// <summary>It contradicts what is there (409).</summary>
    public static ProblemException Conflict(string field, string message) => new(ProblemKind.Conflict, field, message);

    /// <summary>There is no such thing (404).</summary>
    public static ProblemException NotFound(string field, string what, string id) =>
        new(ProblemKind.NotFound, field, $"there is no {what} {id}");

    /// <summary>It could not be read (400).</summary>
    public static ProblemException Malformed(string field, string message) =>
        new(ProblemKind.Malformed, field, message);

    /// <summary>Its body is of another media type or charset (415).</summary>
    public static ProblemException MediaType(string message) => new(ProblemKind.MediaType, "Content-Type", message);
}
