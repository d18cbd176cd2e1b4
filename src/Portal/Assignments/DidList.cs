namespace PackageBilling.Portal;

/// <summary>Numbers that somebody has pasted or sent as a file.</summary>
/// <param name="Dids">The numbers, each once, digits only, in the order given.</param>
/// <param name="Repeated">Those that were given more than once.</param>
/// <param name="Others">What is no number, as it was given.</param>
public sealed record DidList(
    IReadOnlyList<string> Dids, IReadOnlyList<string> Repeated, IReadOnlyList<string> Others)
{
    private static readonly char[] Between = ['\n', '\r', ',', ';', '\t'];

    /// <summary>Reads numbers with line breaks, commas, semicolons or tabs between them. Spaces, dots, hyphens and
    /// parentheses inside a number don't count.</summary>
    public static DidList Read(string text)
    {
        var given = text.Split(Between, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(one => one.Trim('"', '\'', '\uFEFF', ' ')).Where(one => one.Length > 0)
            .Select(one => (Text: one, Did: PhoneNumbers.Did(one))).ToList();
        var dids = given.Select(one => one.Did).OfType<string>().ToList();
        return new([.. dids.Distinct()], [.. dids.GroupBy(did => did).Where(group => group.Skip(1).Any())
            .Select(group => group.Key)], [.. given.Where(one => one.Did is null).Select(one => one.Text)]);
    }

    /// <summary>The first column of a CSV file, without a heading: one number a line.</summary>
    public static string FirstColumn(string csv)
    {
        var cells = csv.Split(['\n', '\r'], StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split([',', ';', '\t'])[0].Trim('"', '\uFEFF', ' '));
        return string.Join('\n', cells.SkipWhile(cell => !cell.Any(char.IsAsciiDigit)));
    }
}
