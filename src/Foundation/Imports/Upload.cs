using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace PackageBilling.Foundation;

/// <summary>
/// The files of a request, on disk: no part is held in memory, and nothing waits for the caller's network
/// once the import begins.
/// </summary>
public sealed class Upload : IAsyncDisposable
{
    private const string MappingPart = "mapping";
    private const int BoundaryLength = 100;

    private readonly Dictionary<string, Stream> _files = new(StringComparer.Ordinal);

    /// <summary>By the name of their part.</summary>
    public IReadOnlyDictionary<string, Stream> Files => _files;

    /// <summary>The mapping file; null when there was none.</summary>
    public byte[]? Mapping { get; private set; }

    /// <summary>Reads a form to its end.</summary>
    /// <param name="request">The request.</param>
    /// <param name="names">The parts that are files.</param>
    /// <param name="ct">Gives up.</param>
    /// <exception cref="ProblemException">The request is not what it should be.</exception>
    public static async Task<Upload> Read(HttpRequest request, IReadOnlyList<string> names, CancellationToken ct)
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            || !type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase))
            throw Problem.MediaType("must be multipart/form-data");
        var boundary = HeaderUtilities.RemoveQuotes(type.Boundary).Value;
        if (string.IsNullOrEmpty(boundary) || boundary.Length > BoundaryLength)
            throw Problem.Malformed("Content-Type", "must name the boundary of the parts");
        var upload = new Upload();
        try
        {
            var parts = new MultipartReader(boundary, request.Body);
            while (await parts.ReadNextSectionAsync(ct) is { } part) await upload.Take(part, names, ct);
            return upload;
        }
        catch (Exception e) when (e is InvalidDataException or IOException and not BadHttpRequestException)
        {
            await upload.DisposeAsync();
            throw Problem.Malformed("body", "is not complete multipart/form-data");
        }
        catch
        {
            await upload.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var file in _files.Values) await file.DisposeAsync();
    }

    private async Task Take(MultipartSection part, IReadOnlyList<string> names, CancellationToken ct)
    {
        var name = ContentDispositionHeaderValue.TryParse(part.ContentDisposition, out var disposition)
            ? HeaderUtilities.RemoveQuotes(disposition.Name).Value ?? "" : "";
        if (name == MappingPart && Mapping is null)
        {
            Mapping = await Small(part.Body, ct);
            return;
        }
        if (!names.Contains(name, StringComparer.Ordinal) || _files.ContainsKey(name))
            throw Problem.Malformed("body",
                $"must have each of the parts {string.Join(", ", names)} and {MappingPart} at most once, and no other");
        var file = TemporaryFiles.Create("upload.csv");
        _files.Add(name, file);
        await part.Body.CopyToAsync(file, ct);
    }

    private static async Task<byte[]> Small(Stream body, CancellationToken ct)
    {
        var buffer = new byte[ImportLimits.MappingBytes + 1];
        var read = await body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, ct);
        return read <= ImportLimits.MappingBytes ? buffer[..read] : throw Problem.Malformed(
            MappingPart, $"must have at most {ImportLimits.MappingBytes} bytes");
    }
}
