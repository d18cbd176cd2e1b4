using System.Net.Http.Headers;
using System.Text;

namespace PackageBilling.Host.Tests;

/// <summary>A request that must be refused.</summary>
/// <param name="Kind">What is wrong with it.</param>
/// <param name="Operation">Whose address it goes to.</param>
/// <param name="Path">The address.</param>
internal sealed record BadRequest(string Kind, Operation Operation, string Path)
{
    public string Method { get; init; } = Operation.Method;

    public byte[]? Body { get; init; }

    public string? ContentType { get; init; } = "application/json";

    public (string Name, string Value)[] Headers { get; init; } = [];

    /// <summary>Who sends it: a role, "nobody" or "a stranger".</summary>
    public string Caller { get; init; } = "admin";

    /// <summary>Whether it was answered as it should be.</summary>
    public Func<Answer, bool> IsRefused { get; init; } = answer => answer.Code is >= 400 and < 500;

    public Task<Answer> Send(Api api)
    {
        HttpContent? content = null;
        if (Body is not null)
        {
            content = new ByteArrayContent(Body);
            if (ContentType is not null) content.Headers.TryAddWithoutValidation("Content-Type", ContentType);
            foreach (var (name, value) in Headers.Where(header => header.Name.StartsWith("Content-", StringComparison.Ordinal))) content.Headers.TryAddWithoutValidation(name, value);
        }
        return api.Send(Method, Path, content, [.. Headers.Where(header => !header.Name.StartsWith("Content-", StringComparison.Ordinal))]);
    }

    public override string ToString() =>
        $"{Kind}: {Operation.Id} as {Caller}: {Method} {Short(Path)} {ContentType} {string.Join(' ', Headers.Select(header => $"{header.Name}: {Short(header.Value)}"))} {(Body is null ? "" : Short(Encoding.UTF8.GetString(Body)))}";

    private static string Short(string text) => text.Length <= 400 ? text : $"{text[..400]}…";
}
