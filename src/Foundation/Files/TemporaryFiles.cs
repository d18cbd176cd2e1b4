namespace PackageBilling.Foundation;

/// <summary>
/// Files for what is too much for memory and belongs to one process: the only place that makes any. They are read by
/// the handle that wrote them, never by a name, and only their owner could read them otherwise, since calls and
/// customers are in them.
/// </summary>
public static class TemporaryFiles
{
    /// <summary>An empty file, which vanishes with its handle, however its process ends.</summary>
    /// <param name="kind">What is in it; a name's end, where files have one.</param>
    public static FileStream Create(string kind)
    {
#pragma warning disable RS0030 // The others are to come here.
        var path = Path.Combine(Path.GetTempPath(), $"packagebilling-{Path.GetRandomFileName()}-{kind}");
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.None,
            BufferSize = 1 << 16,
            Options = FileOptions.Asynchronous,
        };
        if (OperatingSystem.IsWindows())
        {
            // The system does it.
            options.Options |= FileOptions.DeleteOnClose;
            return new(path, options);
        }
#pragma warning restore RS0030
        options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var file = new FileStream(path, options);
        try
        {
            // Here deleting on close is done by the process, and a killed one does nothing more.
            // Without a name the system does it.
            File.Delete(path);
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }
}
