namespace PackageBilling.Documents.Sheets;

/// <summary>What is to be read on a document, as texts: made once, and written as HTML or PDF.</summary>
/// <param name="Title">The kind of document.</param>
/// <param name="Name">What names this one, such as its number.</param>
/// <param name="IssuedOn">The date inside the file.</param>
/// <param name="Seller">Who sends it.</param>
/// <param name="BuyerHeading">What stands above the buyer.</param>
/// <param name="Buyer">Who gets it.</param>
/// <param name="Facts">Number, dates and the like.</param>
/// <param name="Highlight">What a reader looks for first.</param>
/// <param name="Table">The lines.</param>
/// <param name="Totals">What follows the lines.</param>
/// <param name="Remarks">Texts below.</param>
internal sealed record Sheet(
    string Title,
    string Name,
    DateOnly IssuedOn,
    Address Seller,
    string BuyerHeading,
    Address Buyer,
    IReadOnlyList<Fact> Facts,
    Fact Highlight,
    SheetTable Table,
    IReadOnlyList<TotalRow> Totals,
    IReadOnlyList<Remark> Remarks)
{
    /// <summary>The document's title in the window of a reader.</summary>
    public string FullTitle => $"{Title} {Name}";
}

/// <summary>A name and the lines below it.</summary>
internal sealed record Address(string Name, IReadOnlyList<string> Lines);

/// <summary>A value and what it is.</summary>
internal sealed record Fact(string Label, string Value);

/// <summary>A row below the lines; a strong one ends a sum.</summary>
internal sealed record TotalRow(string Label, string Value, bool IsStrong = false);

/// <summary>A heading and its paragraphs.</summary>
internal sealed record Remark(string Heading, IReadOnlyList<string> Paragraphs);

/// <summary>Lines with their heads. The last column carries the sum from page to page.</summary>
internal sealed record SheetTable(
    IReadOnlyList<SheetColumn> Columns, IReadOnlyList<SheetRow> Rows, string CarriedForward, string BroughtForward);

/// <summary>A column: numbers are on its right and never wrap, texts on its left.</summary>
/// <param name="Head">Its head.</param>
/// <param name="IsNumber">Whether it has numbers.</param>
/// <param name="Share">A text column's share of the width that numbers leave.</param>
internal sealed record SheetColumn(string Head, bool IsNumber, double Share = 0);

/// <summary>A row.</summary>
/// <param name="Cells">A cell for each column.</param>
/// <param name="Carried">The sum or balance after it.</param>
internal sealed record SheetRow(IReadOnlyList<SheetCell> Cells, string Carried);

/// <summary>A text, and one in small type below it.</summary>
internal readonly record struct SheetCell(string Text, string Small = "");
