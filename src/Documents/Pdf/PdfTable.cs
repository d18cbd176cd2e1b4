using PdfSharp.Drawing;

namespace PackageBilling.Documents.Pdf;

/// <summary>
/// Lines over any number of pages: the heads again on each one, and the sum carried from page to page. The last line is
/// on the page of what ends the table.
/// </summary>
internal sealed class PdfTable
{
    private const double Gap = 14, Padding = 3.6, MinTextShare = 0.4, MaxUnit = 56, SmallestSize = 3.5;

    private readonly PdfPages _pages;
    private readonly SheetTable _table;
    private readonly PdfText _number, _numberBold;
    private readonly double[] _left, _right;
    private readonly double _carriedHeight;

    public PdfTable(PdfPages pages, SheetTable table)
    {
        (_pages, _table) = (pages, table);
        var widest = WidestNumbers();
        var room = pages.Width - (Gap * (table.Columns.Count - 1));
        // Numbers never wrap. If they are so long that texts had no room, they are smaller.
        var size = pages.Body.Size;
        double[] widths;
        for (; ; size -= 0.5)
        {
            widths = [.. table.Columns.Select((column, at) => column.IsNumber ? Math.Max(
                pages.SmallBold.Width(column.Head), widest[at] * size) : 0)];
            if (widths.Sum() <= room * (1 - MinTextShare) || size <= SmallestSize) break;
        }
        (_number, _numberBold) = (pages.Body.Sized(size), pages.BodyBold.Sized(size));
        var left = room - widths.Sum();
        (_left, _right) = (new double[widths.Length], new double[widths.Length]);
        var x = pages.Left;
        for (var at = 0; at < widths.Length; at++)
        {
            _left[at] = x;
            _right[at] = x += table.Columns[at].IsNumber ? widths[at] : left * table.Columns[at].Share;
            x += Gap;
        }
        _carriedHeight = pages.BodyBold.LineHeight + (2 * Padding);
    }

    /// <summary>Writes all rows.</summary>
    /// <param name="endHeight">The height of what ends the table, which must not stand alone on a page.</param>
    public void Write(double endHeight)
    {
        string? carried = null;
        var hasHead = false;
        for (var row = 0; row < _table.Rows.Count; row++)
        {
            var parts = Parts(_table.Rows[row]);
            foreach (var part in parts)
            {
                var isLast = row == _table.Rows.Count - 1 && part == parts[^1];
                var below = isLast ? endHeight : _carriedHeight;
                if (!_pages.Fits(Head(hasHead) + part.Height + below) && (hasHead || _pages.Y > _pages.Bottom / 2))
                {
                    if (carried is not null && hasHead) WriteCarried(_table.CarriedForward, carried);
                    _pages.Break();
                    hasHead = false;
                }
                if (!hasHead)
                {
                    WriteHead();
                    if (carried is not null) WriteCarried(_table.BroughtForward, carried);
                    hasHead = true;
                }
                Write(part);
                carried = _table.Rows[row].Carried;
            }
        }
        if (_table.Rows.Count == 0) WriteHead();
    }

    private double Head(bool isWritten) => isWritten ? 0 : _pages.SmallBold.LineHeight + 8 + _carriedHeight;

    private void WriteHead()
    {
        for (var at = 0; at < _table.Columns.Count; at++)
        {
            var column = _table.Columns[at];
            if (column.IsNumber) _pages.TextRight(column.Head, _pages.SmallBold, _pages.Muted, _right[at]);
            else _pages.Text(column.Head, _pages.SmallBold, _pages.Muted, _left[at]);
        }
        _pages.Y += _pages.SmallBold.LineHeight + 3;
        _pages.Rule(_pages.Left, _pages.Right, 1.25, _pages.Accent);
        _pages.Y += 3;
    }

    private void WriteCarried(string label, string sum)
    {
        _pages.Y += Padding;
        _pages.Text(label, _pages.BodyBold, _pages.Muted, _left[0]);
        _pages.TextRight(sum, _numberBold, _pages.Muted, _right[^1]);
        _pages.Y += _pages.BodyBold.LineHeight + Padding;
        _pages.Rule(_pages.Left, _pages.Right, 0.5, _pages.Hairline);
    }

    private void Write(Part part)
    {
        var top = _pages.Y;
        for (var at = 0; at < part.Cells.Length; at++)
        {
            _pages.Y = top + Padding;
            foreach (var line in part.Cells[at])
            {
                if (_table.Columns[at].IsNumber) _pages.TextRight(line.Text, line.Style, line.Brush, _right[at]);
                else _pages.Text(line.Text, line.Style, line.Brush, _left[at]);
                _pages.Y += line.Style.LineHeight;
            }
        }
        _pages.Y = top + part.Height;
        if (part.IsEnd) _pages.Rule(_pages.Left, _pages.Right, 0.5, _pages.Hairline);
    }

    // A row, or pieces of one that is higher than a sixth of the page.
    private List<Part> Parts(SheetRow row)
    {
        var cells = row.Cells.Select((cell, at) => Lines(cell, at)).ToArray();
        var parts = new List<Part>();
        var next = new int[cells.Length];
        bool isEnd;
        do
        {
            var taken = new List<Line>[cells.Length];
            var height = 0.0;
            for (var at = 0; at < cells.Length; at++)
            {
                taken[at] = [];
                var cell = 0.0;
                for (; next[at] < cells[at].Count && cell < _pages.Bottom / 6; next[at]++)
                {
                    taken[at].Add(cells[at][next[at]]);
                    cell += cells[at][next[at]].Style.LineHeight;
                }
                height = Math.Max(height, cell);
            }
            isEnd = next.Select((line, at) => line == cells[at].Count).All(isDone => isDone);
            parts.Add(new Part(taken, Math.Max(height, _pages.Body.LineHeight) + (2 * Padding), isEnd));
        }
        while (!isEnd);
        return parts;
    }

    private List<Line> Lines(SheetCell cell, int at)
    {
        var width = _right[at] - _left[at];
        return
        [
            .. _table.Columns[at].IsNumber
                ? cell.Text.Length > 0 ? [new(cell.Text, _number, _pages.Ink)] : (Line[])[]
                : _pages.Body.Wrap(cell.Text, width).Select(line => new Line(line, _pages.Body, _pages.Ink)),
            .. _pages.Small.Wrap(cell.Small, width).Select(line => new Line(line, _pages.Small, _pages.Muted)),
        ];
    }

    // The widest number of each column for a size of 1, carried sums, which are bold, among them.
    private double[] WidestNumbers()
    {
        var (one, bold) = (_pages.Body.Sized(1), _pages.BodyBold.Sized(1));
        var widest = new double[_table.Columns.Count];
        foreach (var row in _table.Rows)
        {
            for (var at = 0; at < widest.Length; at++)
            {
                if (!_table.Columns[at].IsNumber) continue;
                var cell = row.Cells[at];
                widest[at] = Math.Max(widest[at], one.Width(cell.Text));
                if (cell.Small.Length > 0)
                    widest[at] = Math.Max(widest[at],
                        Math.Min(MaxUnit, _pages.Small.Width(cell.Small) + 0.1) / _pages.Body.Size);
            }
            widest[^1] = Math.Max(widest[^1], bold.Width(row.Carried));
        }
        return widest;
    }

    private readonly record struct Line(string Text, PdfText Style, XBrush Brush);

    private sealed record Part(List<Line>[] Cells, double Height, bool IsEnd);
}
