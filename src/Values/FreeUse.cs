using System.Text.Json.Serialization;

namespace PackageBilling.Values;

/// <summary>Seconds of a call that one assignment's window covered.</summary>
/// <param name="AssignmentId">The assignment that grants the minutes.</param>
/// <param name="WindowFrom">The first date of the window.</param>
/// <param name="Seconds">More than 0.</param>
/// <param name="IsCarriedOver">Whether the window had been over, and its minutes were carried over
/// to the next one.</param>
public sealed record FreeUse(
    string AssignmentId, DateOnly WindowFrom, int Seconds,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool IsCarriedOver = false);
