namespace PackageBilling.Foundation;

/// <summary>Files for what is too much for memory and belongs to one process.</summary>
public static class TemporaryFiles
{
    /// <summary>An empty file. The system removes it when its last handle closes, which a killed process does too.</summary>
    public static FileStream Create(string kind)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.None,
            BufferSize = 1 << 16,
            Options = FileOptions.DeleteOnClose | FileOptions.Asynchronous,
        };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return new(Path.Combine(Path.GetTempPath(), $"packagebilling-{Path.GetRandomFileName()}-{kind}"), options);
    }
}
