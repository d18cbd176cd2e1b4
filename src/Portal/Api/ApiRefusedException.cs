using System.Text.Json;

namespace PackageBilling.Portal;

/// <summary>The interface refused a request (api: "Errors").</summary>
public sealed class ApiRefusedException(int status, string detail,
    IReadOnlyDictionary<string, string[]> errors) : Exception(detail)
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
        try
        {
            using var problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(ct));
            var detail = problem.RootElement.TryGetProperty("detail", out var text) ? text.GetString() : null;
            return new(status, detail ?? $"The request was answered with status {status}.",
            ErrorsOf(problem.RootElement))
            {
                Events = problem.RootElement.TryGetProperty("events",
                out var events) ? events.Deserialize<EventBetween[]>(JsonSerializerOptions.Web) ?? [] : [],
                EventCount = problem.RootElement.TryGetProperty("eventCount", out var count) ? count.GetInt32() : 0,
            };
        }
        catch (JsonException)
        {
            return new(status, $"The request was answered with status {status}.", new Dictionary<string, string[]>());
        }
    }

    private static Dictionary<string, string[]> ErrorsOf(JsonElement problem) =>
        problem.TryGetProperty("errors", out var errors) && errors.ValueKind == JsonValueKind.Object
            ? errors.EnumerateObject().ToDictionary(field => field.Name,
            field => field.Value.EnumerateArray().Select(message => message.GetString() ?? "").ToArray(),
            StringComparer.Ordinal)
            : [];
}
