using System.Text.RegularExpressions;
using PackageBilling.Values;

namespace PackageBilling.Messaging.Mail;

/// <summary>The subject and text that documents are sent with. Pure.</summary>
/// <param name="subject">The subject: one line with placeholders.</param>
/// <param name="text">The text: lines with placeholders.</param>
/// <param name="carrier">What <c>{carrier}</c> stands for.</param>
public sealed partial class MailTemplate(string subject, string text, string carrier)
{
    /// <summary>The subject unless told.</summary>
    public const string DefaultSubject = "{kind} {number} from {carrier}";

    /// <summary>The text unless told.</summary>
    public const string DefaultText = """
        Hello {customer},

        {kind} {number} for {total} {currency} is attached.
        Please pay it by {dueOn}.

        If you have any questions, reply to this message.

        {carrier}
        """;

    private static readonly string[] Names =
        ["kind", "number", "total", "currency", "dueOn", "customer", "carrier"];

    /// <summary>Why a text can't be a template, to go behind the name of its setting; null if it can.</summary>
    public static string? Fault(string template)
    {
        foreach (var name in Placeholder().Matches(template).Select(match => match.Groups[1].Value))
        {
            if (Names.Contains(name, StringComparer.Ordinal)) continue;
            var meant = NearestName.Of(name, Names);
            return $"has {{{name}}}, which isn't a placeholder. "
                + (meant is null ? $"There are {{{string.Join("}, {", Names)}}}." : $"Did you mean {{{meant}}}?");
        }
        return null;
    }

    /// <summary>
    /// Fills it in. A line of the text whose placeholder has no value is left out, such as the one with the due date of
    /// a credit note. No value can begin a new line: line ends and other control characters in it become spaces.
    /// </summary>
    public MailText Render(MailFields fields)
    {
        var lines = text.ReplaceLineEndings("\n").TrimEnd().Split('\n');
        return new(
            OneLine(Fill(subject, fields)).Trim(),
            string.Join('\n', lines.Where(line => !Lacks(line, fields)).Select(line => Fill(line, fields))) + "\n");
    }

    /// <summary>A text as one line, without control characters.</summary>
    public static string OneLine(string text) => LineBreaking().Replace(text, " ");

    private bool Lacks(string line, MailFields fields) =>
        Placeholder().Matches(line).Any(match => Value(match.Groups[1].Value, fields).Length == 0);

    private string Fill(string template, MailFields fields) =>
        Placeholder().Replace(template, match => OneLine(Value(match.Groups[1].Value, fields)));

    private string Value(string name, MailFields fields) => name switch
    {
        "kind" => fields.Kind,
        "number" => fields.Number,
        "total" => fields.Total,
        "currency" => fields.Currency,
        "dueOn" => fields.DueOn ?? "",
        "customer" => fields.Customer,
        "carrier" => carrier,
        _ => throw new ArgumentException($"The template {Fault($"{{{name}}}")}", nameof(name)),
    };

    [GeneratedRegex(@"\{([^{}\r\n]*)\}", RegexOptions.CultureInvariant)]
    private static partial Regex Placeholder();

    // Control characters, and the separators of lines and paragraphs that are none.
    [GeneratedRegex(@"[\p{Cc}\p{Zl}\p{Zp}]+", RegexOptions.CultureInvariant)]
    private static partial Regex LineBreaking();
}

/// <summary>What placeholders stand for, as the document itself says it.</summary>
/// <param name="Kind">What the document is, in the carrier's language: <c>Invoice</c>.</param>
/// <param name="Number">Its number.</param>
/// <param name="Total">What it comes to, without the currency.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="DueOn">When it is due; null when nothing is to be paid.</param>
/// <param name="Customer">The customer's name.</param>
public sealed record MailFields(
    string Kind, string Number, string Total, string Currency, string? DueOn, string Customer);

/// <summary>A template that was filled in.</summary>
/// <param name="Subject">One line.</param>
/// <param name="Text">Lines.</param>
public sealed record MailText(string Subject, string Text);
