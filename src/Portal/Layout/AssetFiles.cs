using System.Collections.Frozen;
using System.IO.Compression;
using System.Security.Cryptography;
using Microsoft.AspNetCore.StaticFiles;

namespace PackageBilling.Portal;

/// <summary>Style sheets and scripts, out of the assembly. Their address changes with their content,
/// so browsers keep them for good.</summary>
internal static class AssetFiles
{
    private const string Root = "wwwroot/";

    private sealed record File(byte[] Bytes, byte[] Packed, string ContentType);

    private static readonly FrozenDictionary<string, File> Files = Read().ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly string Version = Convert.ToHexStringLower(SHA256.HashData(
        [.. Files.OrderBy(file => file.Key, StringComparer.Ordinal)
            .SelectMany(file => SHA256.HashData(file.Value.Bytes))]))[..12];

    public static string Url(string path) => $"/assets/{Version}/{path}";

    public static void Map(IEndpointRouteBuilder application) => application
        .MapGet("/assets/{version}/{**path}", (string path, HttpContext http) =>
        {
            if (!Files.TryGetValue(path, out var file)) return Results.NotFound();
            http.Response.Headers.CacheControl = "public, max-age=31536000, immutable";
            http.Response.Headers.XContentTypeOptions = "nosniff";
            http.Response.Headers.Vary = "Accept-Encoding";
            if (!http.Request.Headers.AcceptEncoding.ToString().Contains("gzip", StringComparison.OrdinalIgnoreCase))
                return Results.Bytes(file.Bytes, file.ContentType);
            http.Response.Headers.ContentEncoding = "gzip";
            return Results.Bytes(file.Packed, file.ContentType);
        })
        .AllowAnonymous().ExcludeFromDescription();

    private static IEnumerable<KeyValuePair<string, File>> Read()
    {
        var types = new FileExtensionContentTypeProvider();
        foreach (var name in typeof(AssetFiles).Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Root, StringComparison.Ordinal)))
        {
            using var stream = typeof(AssetFiles).Assembly.GetManifestResourceStream(name)!;
            using var bytes = new MemoryStream();
            stream.CopyTo(bytes);
            var type = types.TryGetContentType(name, out var known) ? known : "text/plain";
            if (type.StartsWith("text/", StringComparison.Ordinal)) type += "; charset=utf-8";
            yield return new(name[Root.Length..].Replace('\\', '/'), new(bytes.ToArray(), Pack(bytes.ToArray()), type));
        }
    }

    private static byte[] Pack(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal)) gzip.Write(bytes);
        return packed.ToArray();
    }
}
