using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using PdfSharp.Pdf;

namespace PackageBilling.Documents.Pdf;

/// <summary>
/// Saves a PDF so that the same content gives the same bytes. PDFsharp has no setting for this: it puts the time and
/// random ids into every file. What can't be set is replaced in the file by something as long, so that no offset moves.
/// </summary>
/// <remarks>
/// <list type="bullet">
/// <item>The dates are the document's own, at midnight UTC.</item>
/// <item>The file's ids and the six letters before a font's name come from a hash of the rest.</item>
/// <item>The XMP packet, which has random ids and doesn't escape the title, is taken out. Title, author and language
/// are in the document's information and catalog, where every reader finds them.</item>
/// </list>
/// Streams are compressed by the runtime, so another version of it may give other bytes for the same content.
/// </remarks>
internal static class RepeatablePdf
{
    private const int TagLength = 6, IdLength = 16;

    private static readonly string PlaceForId = new('P', IdLength);

    public static byte[] Save(PdfDocument document, DateOnly date)
    {
        var midnight = $"D:{date.ToString("yyyyMMdd", CultureInfo.InvariantCulture)}000000Z";
        document.Info.Elements.SetString("/CreationDate", midnight);
        document.Info.Elements.SetString("/ModDate", midnight);
        document.Internals.FirstDocumentID = PlaceForId;
        document.Internals.SecondDocumentID = PlaceForId;
        using var stream = new MemoryStream();
        document.Save(stream);
        var file = stream.ToArray();
        RemoveXmp(file);
        Identify(file);
        return file;
    }

    // The catalog refers to it near the start; the packet is the last object.
    private static void RemoveXmp(Span<byte> file)
    {
        var reference = file[Find(file, "/Metadata "u8)..];
        reference[..(Find(reference, " R"u8) + 2)].Fill((byte)' ');
        var start = file.LastIndexOf("<?xpacket begin"u8);
        var end = file.LastIndexOf("<?xpacket end=\"w\"?>"u8);
        if (start < 0 || end < start) throw Unexpected("XMP packet");
        file[start..end].Fill((byte)' ');
    }

    private static void Identify(Span<byte> file)
    {
        var tags = Tags(file);
        foreach (var tag in tags) file.Slice(tag, TagLength).Fill((byte)'A');
        var hash = SHA256.HashData(file);
        foreach (var tag in tags)
            for (var at = 0; at < TagLength; at++) file[tag + at] = (byte)('A' + (hash[IdLength + at] % 26));
        var place = Encoding.ASCII.GetBytes(Convert.ToHexString(Encoding.ASCII.GetBytes(PlaceForId)));
        var id = Encoding.ASCII.GetBytes(Convert.ToHexString(hash, 0, IdLength));
        for (var written = 0; written < 2; written++)
            id.CopyTo(file[Place(file, place)..]);

        static int Place(Span<byte> file, byte[] place) =>
            file.LastIndexOf(place) is >= 0 and var at ? at : throw Unexpected("document ID");
    }

    // Where the letters before a font's name are: /ABCDEF+Liberation#20Sans.
    private static List<int> Tags(ReadOnlySpan<byte> file)
    {
        var tags = new List<int>();
        var name = "+Liberation"u8;
        for (var at = 0; file[at..].IndexOf(name) is >= 0 and var found; at += found + name.Length)
        {
            var tag = at + found - TagLength;
            if (file[tag - 1] == '/' && file.Slice(tag, TagLength).IndexOfAnyExceptInRange((byte)'A', (byte)'Z') < 0)
                tags.Add(tag);
        }
        return tags.Count > 0 ? tags : throw Unexpected("font name");
    }

    private static int Find(ReadOnlySpan<byte> file, ReadOnlySpan<byte> what) =>
        file.IndexOf(what) is >= 0 and var at ? at : throw Unexpected(Encoding.ASCII.GetString(what));

    private static InvalidOperationException Unexpected(string what) =>
        new($"PDFsharp wrote no {what} where one was expected.");
}
