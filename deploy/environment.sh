# Read by make before each command: where set-up was not root, its libraries and programs lie in build/sys.
for folder in "$PWD"/build/sys/usr/lib/*-linux-gnu; do
    if [ -d "$folder" ]; then
        export LD_LIBRARY_PATH="$folder${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"
        export FONTCONFIG_FILE="${FONTCONFIG_FILE:-$PWD/portal/documents/fonts.conf}"
        export PATH="$PWD/build/sys/usr/bin:$PATH"
    fi
done
