# Read by make before each command. Small matrices are reckoned faster by one thread, which leaves the processors to others.
export OPENBLAS_NUM_THREADS="${OPENBLAS_NUM_THREADS:-1}"

# Where set-up was not root, its libraries and programs lie in build/sys.
for folder in "$PWD"/build/sys/usr/lib/*-linux-gnu; do
    if [ -d "$folder" ]; then
        export LD_LIBRARY_PATH="$folder${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"
        export FONTCONFIG_FILE="${FONTCONFIG_FILE:-$PWD/portal/documents/fonts.conf}"
        export PATH="$PWD/build/sys/usr/bin:$PATH"
    fi
done
