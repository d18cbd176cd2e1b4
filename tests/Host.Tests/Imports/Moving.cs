using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using PackageBilling.Harness;

namespace PackageBilling.Host.Tests.Imports;

/// <summary>Files sent to the import route.</summary>
internal static class Moving
{
    public static readonly string Samples = Path.Combine(Repository.Root, "build", "samples");

    /// <summary>The form with the files of a folder, by the names of their parts.</summary>
    public static Dictionary<string, byte[]> Files(string folder, params (string Part, string File)[] files) =>
        files.ToDictionary(file => file.Part, file => File.ReadAllBytes(Path.Combine(folder, file.File)));

    public static Task<Answer> Import(this Api api, Dictionary<string, byte[]> parts, string query = "")
    {
        var form = new MultipartFormDataContent();
        foreach (var (part, bytes) in parts) form.Add(new ByteArrayContent(bytes), part, $"{part}.csv");
        return api.Send("POST", $"/api/imports{query}", form);
    }

    public static Task<Answer> Import(this Api api, string part, string csv, string query = "") =>
        api.Import(new Dictionary<string, byte[]> { [part] = Encoding.UTF8.GetBytes(csv) }, query);

    public static Task<Answer> ImportCalls(this Api api, string query, Dictionary<string, byte[]> parts)
    {
        var form = new MultipartFormDataContent();
        foreach (var (part, bytes) in parts) form.Add(new ByteArrayContent(bytes), part, part);
        return api.Send("POST", $"/api/usage/import{query}", form);
    }

    public static string Counts(this JsonNode? body, string file) => body![file] is { } rows
        ? $"{rows["read"]} read, {rows["added"]} added, {rows["known"]} known, {rows["rejected"]} rejected" : "none";

    public static ByteArrayContent Raw(byte[] bytes, string type)
    {
        var content = new ByteArrayContent(bytes);
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        return content;
    }
}
