using System.Text.Json;

namespace PackageBilling.Portal;

/// <summary>The interface refused a request (api: "Errors").</summary>
public sealed class ApiRefusedException(
    int status, string detail, IReadOnlyDictionary<string, string[]> errors) : Exception(detail)
{
    /// <summary>The HTTP status.</summary>
    public int Status { get; } = status;

    /// <summary>What is wrong, by the field that it is about.</summary>
    public IReadOnlyDictionary<string, string[]> Errors { get; } = errors;

    /// <summary>The events that it was refused for, the first of them; none when it was not for events.</summary>
    public IReadOnlyList<EventBetween> Events { get; private init; } = [];

    /// <summary>How many events there are, also those that are not listed.</summary>
    public int EventCount { get; private init; }

    /// <summary>Reads problem details; an answer that holds none is described by its status.</summary>
    internal static async Task<ApiRefusedException> Of(HttpResponseMessage answer, CancellationToken ct)
    {
        var status = (int)answer.StatusCode;
        var unsaid = $"The request was answered with status {status}.";
        try
        {
            var problem = JsonSerializer.Deserialize<ProblemView>(
                await answer.Content.ReadAsStringAsync(ct), JsonSerializerOptions.Web)!;
            return new(status, problem.Detail ?? unsaid, problem.Errors ?? new Dictionary<string, string[]>())
            {
                Events = problem.Events ?? [],
                EventCount = problem.EventCount,
            };
        }
        catch (JsonException)
        {
            return new(status, unsaid, new Dictionary<string, string[]>());
        }
    }
}
